# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the demo and draw what it prints as docs/images/demo.svg, the picture in README.md.

Every line of the picture is a line that the demo printed; some scenes are left out. Run it after `make setup`, with
the Python of `.build`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "demo.svg"
LEFT_OUT = ("1", "4")  # the scenes whose tables stand, shorter, in the last one

WIDTH, HEIGHT, MARGIN = 7.8, 18, 20  # of a character, of a line, around all; in pixels
# A panel of its own colour, so that light and dark pages show the same.
STYLE = """
  rect { fill: #161b22; stroke: #57606a }
  text { fill: #d0d7de; font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
  .scene { fill: #7ee787; font-weight: bold }
  .typed { fill: #ffffff; font-weight: bold }
  .aside { fill: #9aa4b0 }
"""
CLASSES = ((r"\d\. ", "scene"), (r"\$ ", "typed"), (r" +#|  device ", "aside"))


def scenes(output: str) -> list[str]:
    """Return the lines of the scenes that are shown, and what the demo says at its end."""
    lines, shown = [], True
    for line in output.splitlines():
        if found := re.match(r"(\d)\. ", line):
            shown = found[1] not in LEFT_OUT
        if shown or line.startswith("Everything"):
            lines.append(line)
    return lines


def draw(lines: list[str]) -> str:
    """Return the lines as SVG. Every line says how wide it is, so that columns stand in any font."""
    width = max(map(len, lines)) * WIDTH + 2 * MARGIN
    height = (len(lines) + 1) * HEIGHT + 2 * MARGIN
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
        "<title>What make demo prints</title>",
        f"<style>{STYLE}</style>",
        f'<rect x="0.5" y="0.5" width="{width - 1:.0f}" height="{height - 1:.0f}" rx="8"/>',
    ]
    for number, line in enumerate(["$ make demo", *lines], 1):
        text = line.lstrip()
        if text:
            name = next((name for pattern, name in CLASSES if re.match(pattern, line)), "")
            left = MARGIN + (len(line) - len(text)) * WIDTH
            place = f'x="{left:.1f}" y="{MARGIN + number * HEIGHT - 5}" textLength="{len(text) * WIDTH:.1f}"'
            kind = f' class="{name}"' if name else ""
            rows.append(f'<text {place}{kind} xml:space="preserve">{escape(text)}</text>')
    return "\n".join([*rows, "</svg>", ""])


def main() -> int:
    """Draw the picture; fails as the demo does."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "demo.py"], check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode == 0:
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(draw(scenes(done.stdout)), encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
