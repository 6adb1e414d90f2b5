"""Tells one state of the program from another: what another program worked out may be another result."""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from pathlib import Path

_COMPILED = ".pyc"


@lru_cache
def program_fingerprint(folder: Path = Path(__file__).parent) -> str:
    """Return what changes with any file of a folder of the program: their names, sizes and times."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(path for path in folder.rglob("*") if path.suffix != _COMPILED and path.is_file()):
        stat = path.stat()
        digest.update(f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
