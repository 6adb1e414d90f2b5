"""Files of kinds of record that some bureaus keep, ready to be taken over as a bureau's own, whole or changed."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def example_names() -> list[str]:
    """Return the names of the files, without their ending."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def example_text(name: str) -> str:
    """Return a file's text. Raises LookupError (Chinese) where there is none of that name."""
    if name not in example_names():
        raise LookupError(f"没有“{name}”这份样例，可写 {'、'.join(example_names())}")
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def example_heading(name: str) -> str:
    """Return what a file is for: the Chinese lines at its head."""
    lines = example_text(name).splitlines()
    return lines[0].removeprefix("#").strip()
