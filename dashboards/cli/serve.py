"""Serves the dashboards of one database: in this process, or in several workers behind a door that this process is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.cli.gateway import NO_GATEWAY, Gateway
from dashboards.server.allowed_hosts import HOSTS_VARIABLE, allowed_hosts
from dashboards.server.log_setup import LogPlan, is_set_up, set_up_log
from dashboards.server.open_files import raise_file_limit
from dashboards.settings import BASE_PATH_VARIABLE, DB_VARIABLE, FRAMES_VARIABLE, PROXIES_VARIABLE

if TYPE_CHECKING:
    import uvicorn


def serve(
    db: Path,
    host: str,
    port: int,
    *,
    names: Sequence[str] = (),
    tls: tuple[Path, Path] | None = None,
    gateway: Gateway = NO_GATEWAY,
) -> None:
    """Serve `db` at host:port until it is stopped. Raises OSError if the port is taken.

    `names` are further names of this machine; `tls` is a certificate and its key.
    """
    from dashboards.server.calm_server import CalmServer

    name_in_environment(db, host, names, gateway)
    if not is_set_up():
        set_up_log(LogPlan())
    app = load_app(host, port)
    config = server_config(
        app,
        host=host,
        port=port,
        proxy_headers=bool(gateway.proxies),  # uvicorn would else believe anybody on this machine
        forwarded_allow_ips=list(gateway.proxies),
        **tls_options(tls),
    )
    CalmServer(config).run_until_told()


def name_in_environment(db: Path, host: str, names: Sequence[str], gateway: Gateway) -> None:
    """Say in the environment, for this process and for those that it starts, what is served and to whom."""
    os.environ[DB_VARIABLE] = str(db)
    os.environ[HOSTS_VARIABLE] = ",".join(allowed_hosts(host, names))
    os.environ[PROXIES_VARIABLE] = ",".join(gateway.proxies)
    os.environ[BASE_PATH_VARIABLE] = gateway.base_path
    os.environ[FRAMES_VARIABLE] = ",".join(gateway.frame_ancestors)


def load_app(host: str, port: int) -> Any:
    """Return the application, with Streamlit set up for it. The environment has said what is served."""
    from streamlit.web import bootstrap

    from dashboards.server.options import options
    from dashboards.server.streamlit_patches.no_component_search import leave_out_component_search
    from dashboards.server.streamlit_patches.no_use_warning import leave_out_use_warning
    from dashboards.server.streamlit_patches.one_log import hand_on_logs
    from dashboards.server.streamlit_patches.plain_component_data import leave_out_frame_search
    from dashboards.server.streamlit_patches.theme_once import make_theme_once

    bootstrap.load_config_options(options(host, port))
    hand_on_logs()
    leave_out_component_search()
    leave_out_use_warning()
    leave_out_frame_search()
    make_theme_once()
    raise_file_limit()

    from dashboards.app import app  # here, because it reads the environment

    return app


def tls_options(tls: tuple[Path, Path] | None) -> dict[str, Any]:
    """Return how the web server is told of a certificate and its key."""
    return {"ssl_certfile": tls[0], "ssl_keyfile": tls[1]} if tls else {}


def server_config(app: Any, **further: Any) -> uvicorn.Config:
    """Return how the web server answers for an application."""
    import uvicorn

    from dashboards.server.options import WEBSOCKET
    from dashboards.server.waiting_connections import PromptConnection

    kept: dict[str, Any] = {
        "http": PromptConnection,
        "log_config": None,  # log_setup.py has said where it goes
        "log_level": "warning",
        "server_header": False,
        "proxy_headers": False,
        **WEBSOCKET,
    }
    return uvicorn.Config(app, **{**kept, **further})
