"""Tells one state of the program from another: what another program worked out may be another result."""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from pathlib import Path

_COMPILED = "__pycache__"


@lru_cache
def program_fingerprint(folder: Path = Path(__file__).parent) -> str:
    """Return what changes with the content of any file of a folder of the program, and with any package installed.

    Ask for it as soon as a process has begun: an upgrade may put other files in place while it runs by the former ones.
    """
    digest = hashlib.sha256(sys.version.encode())
    for name in sorted(_installed_packages()):
        digest.update(f"{name}\n".encode())
    for path in sorted(path for path in folder.rglob("*") if _COMPILED not in path.parts and path.is_file()):
        content = path.read_bytes()  # an image of a machine may give all files one time
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _installed_packages() -> set[str]:
    """Return the names and versions of what is installed beside the program."""
    return {path.name for entry in sys.path if entry for path in Path(entry).glob("*.dist-info")}
