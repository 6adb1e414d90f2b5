"""Runs the dashboards of one database in this process."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Any

from dashboards.theme import streamlit_theme

DB_VARIABLE = "FENGJING_DB"
HOSTS_VARIABLE = "FENGJING_HOSTS"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WEBSOCKET: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    "ws_per_message_deflate": False,  # a refresh is a few dozen small messages: packing them costs more than it saves
}


def allowed_hosts(host: str) -> list[str]:
    """The names under which a server bound to `host` answers: a foreign name is refused (DNS rebinding)."""
    try:
        wildcard = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        wildcard = False
    return ["*"] if wildcard else list(dict.fromkeys([*LOOPBACK, host]))


def options(host: str, port: int) -> dict[str, Any]:
    """Streamlit's settings: nothing leaves the machine, nothing technical is shown, nothing watches the files."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": allowed_hosts(host),
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 1,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.showSidebarNavigation": False,
        "ui.hideTopBar": True,
        "runner.magicEnabled": False,
        **streamlit_theme(),
    }


def serve(db: Path, host: str, port: int) -> None:
    """Serves `db` at host:port until it is stopped. Raises OSError if the port is taken."""
    import uvicorn
    from streamlit.web import bootstrap

    os.environ[DB_VARIABLE] = str(db)
    os.environ[HOSTS_VARIABLE] = ",".join(allowed_hosts(host))
    bootstrap.load_config_options(options(host, port))

    from dashboards.app import app  # here, because it reads the two variables set above

    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        **WEBSOCKET,
    )
