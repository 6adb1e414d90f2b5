"""Texts that XML can hold."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_controls(text: str) -> str:
    """Leave out what XML cannot hold; all else is for the writer to escape."""
    return _NOT_IN_XML.sub("", text)
