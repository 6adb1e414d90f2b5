"""The way between the server and its browsers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gateway:
    """Proxies that are believed, the path of a portal, sites that may frame the boards, processes behind the door."""

    proxies: tuple[str, ...] = ()
    base_path: str = ""
    frame_ancestors: tuple[str, ...] = ()
    workers: int = 1  # with one there is no door: browsers reach the process itself


NO_GATEWAY = Gateway()
