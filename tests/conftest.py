# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make `ansible_collections.secureshell.ios` and `mock_ios` importable wherever the checkout lies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

ROOT = Path(__file__).resolve().parent.parent
COLLECTIONS = Path(os.environ.get("ANSIBLE_COLLECTIONS_PATH", ROOT / ".build" / "collections"))

sys.path.insert(0, str(ROOT / "roles" / "mock_ios" / "files"))
_AnsibleCollectionFinder(paths=[str(COLLECTIONS), *sys.path], scan_sys_paths=False)._install()
