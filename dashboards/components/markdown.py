"""Texts from data inside Markdown."""

from __future__ import annotations

_SIGNS = frozenset(r"\`*_{}[]<>()#+-.!|~$:")


def escape_markdown(text: str) -> str:
    """Return a text as Markdown writes it out, with nothing of it taken for markup."""
    return "".join(f"\\{letter}" if letter in _SIGNS else letter for letter in text)
