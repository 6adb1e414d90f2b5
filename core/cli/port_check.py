"""Asks the system whether a port can still be had, by having it for a moment."""

from __future__ import annotations

import errno
import os
import socket

_FAULTS = {
    errno.EADDRINUSE: "已被占用，多半是看板已经在运行",
    errno.EACCES: "没有权限：1024 以下的端口要管理员权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def port_fault(host: str, port: int) -> str | None:
    """Return why an address cannot be listened on; None if it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name == "posix":  # on Windows this would let two programs have one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _FAULTS.get(error.errno or 0) or error.strerror or str(error)
    return None
