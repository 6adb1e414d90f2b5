"""Options of Streamlit and of the web server under it."""

from __future__ import annotations

from typing import Any

from dashboards.theme import streamlit_theme

LARGEST_UPLOAD_MB = 64  # as much as intake reads of one file
WEBSOCKET: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    "ws_max_size": 2**20,  # bytes; what a page sends is some kilobytes, and nobody may fill the memory
    "ws_per_message_deflate": False,  # a refresh is a few dozen small messages: packing them costs more than it saves
}


def options(host: str, port: int) -> dict[str, Any]:
    """Return Streamlit's settings: nothing leaves the machine, no technical messages, no file watcher."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": ["*"],  # allowed_hosts.py has refused the foreign ones before
        "server.fileWatcherType": "none",
        "server.maxUploadSize": LARGEST_UPLOAD_MB,  # uploads.py lets in as much from few
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.showSidebarNavigation": False,
        "ui.hideTopBar": True,
        "runner.magicEnabled": False,
        "runner.postScriptGC": False,  # it would walk through all caches after every refresh (COLLECT_AFTER)
        **streamlit_theme(),
    }
