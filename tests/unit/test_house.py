# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules that a machine can hold: licences, forbidden words, and that everything public is written down."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import modes, refusals

ROOT = Path(__file__).resolve().parents[2]
LICENCE = tuple((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8").splitlines()[:3])
TEXT = frozenset({".py", ".yml", ".yaml", ".md", ".rst", ".toml", ".txt", ".j2", ".sh", ".cfg", ""})

# Each word is broken here, so that this file does not name what it looks for.
FORBIDDEN = {
    "unfinished business": r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b|NotImplemented[E]rror",
    "an error that nobody sees": r"ignore_[e]rrors:\s*(?:true|yes)|failed_[w]hen:\s*false",
    "a process ended by its name": r"\b(?:p[k]ill|kill[a]ll)\b",
    "a test that is switched off": r"(?:pytest|unittest)\.(?:mark\.)?(?:s[k]ip|xf[a]il|importors[k]ip)|--des[e]lect",
    "a path of one machine": r"(?<![\w.$}])/(?:ro[o]t|wor[k]|ho[m]e/\w+|Us[e]rs/\w+|tmp/ba[s]h)\b",
}


def tracked() -> list[str]:
    """Return every file that git knows or would take, relative to the root."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(name for name in set(listing.split("\0")) if name and (ROOT / name).is_file())


NAMES = tracked()


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_git_lists_the_checkout() -> None:
    assert {"Makefile", "galaxy.yml", "LICENSE", "tests/unit/test_house.py"} <= set(NAMES)


def test_every_python_file_carries_the_licence_and_says_what_it_is() -> None:
    wrong = {}
    for name in (name for name in NAMES if name.endswith(".py")):
        lines = [line for line in text(name).splitlines()[:4] if not line.startswith("#!")]
        if tuple(lines[:3]) != LICENCE:
            wrong[name] = "the three licence lines do not stand first"
        elif ast.get_docstring(ast.parse(text(name))) is None and not name.startswith("plugins/modules/"):
            wrong[name] = "no docstring"
    assert wrong == {}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{name}:{number}: {line.strip()}"
        for name in NAMES
        if Path(name).suffix in TEXT and name != "LICENSE"
        for number, line in enumerate(text(name).splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("unfinished business", "# TO" + "DO: later"),
        ("an error that nobody sees", "ignore_" + "errors: true"),
        ("a process ended by its name", "p" + "kill -f mock"),
        ("a test that is switched off", "@pytest.mark.s" + "kip"),
        ("a path of one machine", "cd /ro" + "ot/project"),
    ],
)
def test_the_judge_sees(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line)


def test_readme_names_both_commands_and_everything_public() -> None:
    readme = text("README.md")
    modules = [Path(name).stem for name in NAMES if re.fullmatch(r"plugins/modules/\w+\.py", name)]
    roles = {name.split("/")[1] for name in NAMES if name.startswith("roles/")}
    playbooks = [Path(name).stem for name in NAMES if re.fullmatch(r"playbooks/\w+\.yml", name)]
    assert modules and roles and playbooks  # noqa: PT018 - one statement: none of the three may be empty
    wanted = ["make demo", "make test", *modules, *roles, *(f"secureshell.ios.{name}" for name in playbooks)]
    assert [word for word in wanted if word not in readme] == []


def test_the_picture_shows_what_the_demo_prints() -> None:
    headings = re.findall(r">\d\. ([^<]+)<", text("docs/images/demo.svg"))
    assert headings
    assert [heading for heading in headings if heading not in text("tools/demo.py")] == []


def test_a_checkout_below_a_path_with_blanks_fails_with_one_sentence(tmp_path: Path) -> None:
    place = tmp_path / "my checkout"
    place.mkdir()
    (place / "Makefile").write_text(text("Makefile"), encoding="utf-8")
    done = subprocess.run(["make", "demo"], cwd=place, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert "contains blanks" in sentence
    assert str(place) in sentence


def test_every_page_is_reached_from_the_readme() -> None:
    readme = text("README.md")
    pages = [name for name in NAMES if re.fullmatch(r"docs/[\w.]+\.md|roles/\w+/README\.md", name)]
    assert len(pages) >= 8
    assert [name for name in pages if f"({name}" not in readme] == []


def test_headings_that_links_name_exist() -> None:
    broken = []
    for name in (name for name in NAMES if name.endswith(".md")):
        for target, heading in re.findall(r"\]\((?!https?:)([^)#\s]*)#([\w-]+)\)", text(name)):
            page = (ROOT / name).parent / target if target else ROOT / name
            titles = re.findall(r"^#+ (.*)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
            broken += [f"{name}: {target}#{heading}"] if heading not in anchors else []
    assert broken == []


def test_links_of_the_documents_lead_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name in NAMES
        if name.endswith(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text(name))
        if not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_every_module_has_its_action() -> None:
    modules = [Path(name).stem for name in NAMES if re.fullmatch(r"plugins/modules/\w+\.py", name)]
    assert [name for name in modules if f"plugins/action/{name}.py" not in NAMES] == []


def documentation(name: str) -> dict:
    """Return the documentation in a file of a plugin."""
    (block,) = re.findall(r'^ *DOCUMENTATION = r"""\n(.*?)^"""', text(name), flags=re.MULTILINE | re.DOTALL)
    return yaml.safe_load(block)


def pages() -> dict[str, dict]:
    """Return what `ansible-doc` shows: the documentation of plugins by file, entry points of roles by file and name."""
    found = {}
    for name in NAMES:
        if re.fullmatch(r"plugins/(?!action/|doc_fragments/|module_utils/|plugin_utils/)\w+/\w+\.py", name):
            found[name] = page = documentation(name)
            for fragment in page.get("extends_documentation_fragment", ()):
                shared = documentation(f"plugins/doc_fragments/{fragment.rpartition('.')[2]}.py")
                page["options"] = page["options"] | shared["options"]
        elif name.endswith("/meta/argument_specs.yml"):
            specs = yaml.safe_load(text(name))["argument_specs"]
            found |= {f"{name} {entry}": spec for entry, spec in specs.items()}
    return found


def test_the_changelog_names_everything_public_with_its_first_version() -> None:
    releases = yaml.safe_load(text("changelogs/changelog.yaml"))["releases"]
    coming = "".join(text(name) for name in NAMES if name.startswith("changelogs/fragments/"))
    newest = max(tuple(map(int, release.split("."))) for release in releases)
    wrong = []
    for name, page in pages().items():
        if "argument_specs.yml " in name and not name.endswith(" main"):
            continue  # a role is named once, whichever entry points it gets later
        release = releases.get(page.get("version_added"))
        public = Path(name).stem if name.startswith("plugins/") else name.split("/")[1]
        if f"{public} - new " in coming and tuple(map(int, page["version_added"].split("."))) > newest:
            continue  # of the release in the making
        if release is None:
            wrong.append(f"{name}: version_added is {page.get('version_added')!r}, which is no release")
        elif f"name: {public}\n" not in yaml.safe_dump(release) or f"secureshell.ios.{public} - " not in text(
            "CHANGELOG.rst"
        ):
            wrong.append(f"{name}: the changelog does not name {public}")
    assert wrong == []


def test_the_pages_name_options_that_exist() -> None:
    def paths(options: dict, above: str = "") -> set[str]:
        found = set()
        for name, option in options.items():
            found |= {above + name} | paths(option.get("suboptions") or option.get("options") or {}, f"{above}{name}.")
        return found

    wrong = []
    for name, page in pages().items():
        known = paths(page.get("options") or {})
        for mention in re.findall(r"\bO\(([^)]*)\)", yaml.safe_dump(page, width=10**6)):
            option = mention.partition("=")[0].replace("[]", "")
            if not mention.startswith("secureshell.ios.") and option not in known:
                wrong.append(f"{name}: O({mention})")
    assert wrong == []


def test_every_role_is_documented_and_its_variables_carry_its_name() -> None:
    roles = sorted({name.split("/")[1] for name in NAMES if name.startswith("roles/")})
    assert roles
    files = ("README.md", "meta/argument_specs.yml", "meta/main.yml", "defaults/main.yml")
    assert [path for role in roles for file in files if (path := f"roles/{role}/{file}") not in NAMES] == []
    wrong = []
    for role in roles:
        specs = yaml.safe_load(text(f"roles/{role}/meta/argument_specs.yml"))["argument_specs"]
        options = {name: option for spec in specs.values() for name, option in spec.get("options", {}).items()}
        readme = text(f"roles/{role}/README.md")
        wrong += [f"{name} lacks the prefix {role}_" for name in options if not name.startswith(f"{role}_")]
        wrong += [f"{name} is not in the README of {role}" for name in options if name not in readme]
    assert wrong == []


def test_no_sanity_ignores() -> None:
    assert [name for name in NAMES if name.startswith("tests/sanity/ignore")] == []


def test_the_architecture_names_every_file_of_the_layers() -> None:
    page = text("docs/architecture.md")
    folders = r"plugins/plugin_utils/.*|roles/mock_ios/files/.*"
    files = [Path(name).name for name in NAMES if re.fullmatch(rf"(?:{folders})\.py", name)]
    assert len(files) > 30
    assert sorted({name for name in files if name not in page} - {"__init__.py"}) == []


def test_contributing_names_every_target_of_the_makefile() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", text("Makefile"), flags=re.MULTILINE)
    assert len(targets) > 10
    assert [name for name in targets if f"make {name}" not in text("docs/contributing.md")] == []


def test_the_page_about_molecule_names_every_scenario() -> None:
    scenarios = [
        found[1] for name in NAMES if (found := re.fullmatch(r"extensions/molecule/(\w+)/molecule\.yml", name))
    ]
    assert "default" in scenarios
    assert [name for name in scenarios if f"| `{name}` |" not in text("docs/molecule.md")] == []


_SECTION = r"\d{1,2}(?:\.\d{1,2})?(?![\d.]*\d)"
_SECTIONS = rf"{_SECTION}(?:(?:, and|,| and| to) {_SECTION})*"
# "reference 7.5", "ref 1.1, 1.2", f"{_REFERENCE} 2.1"; and a source that begins with the number of a section.
_CITED = re.compile(rf"(?<![a-z])(?i:ref(?:erence)?)\}}?(?: sections?)? ({_SECTIONS})")
_CITED_AS_SOURCE = re.compile(rf"\bsource=\"({_SECTIONS})")


def cited(line: str) -> list[str]:
    """Return the sections of docs/ios-behaviour.md that a line of code cites."""
    found = [*_CITED.findall(line), *_CITED_AS_SOURCE.findall(line)]
    return [number for numbers in found for number in re.findall(_SECTION, numbers)]


@pytest.mark.parametrize(
    ("line", "sections"),
    [
        ("# behaviour reference 7.5, eight recordings", ["7.5"]),
        ("# Reference 4.1 and 4.2: two lists", ["4.1", "4.2"]),
        ("# reference 2.1, 3.2, 7.6, 7.7.", ["2.1", "3.2", "7.6", "7.7"]),
        ("reference section 5.", ["5"]),
        ("# ref 1.1: known from 17.6, on by default from 17.10", ["1.1"]),
        ('f"{_REFERENCE} 2.1"', ["2.1"]),
        ('source="1.1; the rest is unverified")', ["1.1"]),
        ("the order of preference 7", []),
        ('source="capture 16.8.1; models 16.6.1 to 16.12.1"', []),
    ],
)
def test_the_judge_sees_citations(line: str, sections: list[str]) -> None:
    assert cited(line) == sections


def test_every_fact_that_is_cited_is_in_the_page_of_facts() -> None:
    headings = re.findall(r"^##+ (\d+(?:\.\d+)?)\.? ", text("docs/ios-behaviour.md"), flags=re.MULTILINE)
    assert len(headings) == len(set(headings))
    citations = {
        f"{name}:{number}: {section}": section
        for name in NAMES
        if name.startswith(("plugins/", "roles/", "tests/"))
        and Path(name).suffix in TEXT
        and name != "tests/unit/test_house.py"
        for number, line in enumerate(text(name).splitlines(), 1)
        for section in cited(line)
    }
    sources = [row.source for row in (*refusals.REFUSALS, *modes.MODES, *modes.QUESTIONS)]
    sources += [source for _pattern, source in refusals.HARMLESS]
    citations |= {
        f"source {source!r}: {section}": section
        for source in sources
        if (found := re.match(_SECTIONS, source))
        for section in re.findall(_SECTION, found[0])
    }
    assert len(citations) > 150
    assert [where for where, section in citations.items() if section not in headings] == []
