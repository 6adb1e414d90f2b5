"""The way between the server and its browsers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gateway:
    """Proxies that are believed, the path of a portal, further sites that may frame the boards."""

    proxies: tuple[str, ...] = ()
    base_path: str = ""
    frame_ancestors: tuple[str, ...] = ()


NO_GATEWAY = Gateway()
