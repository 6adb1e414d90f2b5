"""The place that somebody signs in from, as far as it can be known."""

from __future__ import annotations

import re
from typing import NamedTuple

_BROWSERS = (("Edg", "Edge"), ("QIHU 360", "360"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("Mac OS", "macOS"), ("Linux", "Linux"))


class Client(NamedTuple):
    """An address, the browser as people call it, and the digest of the device's token if it brought one."""

    address: str
    browser: str = ""
    device: str | None = None


def browser_name(user_agent: str) -> str:
    """Return browser, version and system of a User-Agent, such as Chrome 120 · Windows; nothing where it tells none."""
    parts = []
    for mark, name in _BROWSERS:
        if mark in user_agent:
            version = re.search(rf"{re.escape(mark)}\w*[/ ](\d+)", user_agent)
            parts.append(f"{name} {version[1]}" if version else name)
            break
    parts += [name for mark, name in _SYSTEMS if mark in user_agent][:1]
    return " · ".join(parts)
