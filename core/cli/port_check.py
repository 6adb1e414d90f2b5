"""Asks the system whether a port can still be had, by having it for a moment."""

from __future__ import annotations

import os
import socket


def port_fault(host: str, port: int) -> str | None:
    """Return why an address cannot be listened on, as the system says it; None if it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name == "posix":  # on Windows this would let two programs have one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None
