"""Serves the dashboards of one database in this process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dashboards.cli.gateway import NO_GATEWAY, Gateway
from dashboards.server.allowed_hosts import HOSTS_VARIABLE, allowed_hosts
from dashboards.server.log_setup import LogPlan, is_set_up, set_up_log
from dashboards.server.open_files import raise_file_limit
from dashboards.server.options import WEBSOCKET, options
from dashboards.settings import BASE_PATH_VARIABLE, DB_VARIABLE, FRAMES_VARIABLE, PROXIES_VARIABLE


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
    import uvicorn
    from streamlit.web import bootstrap

    from dashboards.server.streamlit_patches.one_log import hand_on_logs

    os.environ[DB_VARIABLE] = str(db)
    os.environ[HOSTS_VARIABLE] = ",".join(allowed_hosts(host, names))
    os.environ[PROXIES_VARIABLE] = ",".join(gateway.proxies)
    os.environ[BASE_PATH_VARIABLE] = gateway.base_path
    os.environ[FRAMES_VARIABLE] = ",".join(gateway.frame_ancestors)
    bootstrap.load_config_options(options(host, port))
    if not is_set_up():
        set_up_log(LogPlan())
    hand_on_logs()
    raise_file_limit()

    from dashboards.app import app  # here, because it reads the two variables set above
    from dashboards.server.calm_server import CalmServer
    from dashboards.server.waiting_connections import PromptConnection

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PromptConnection,
        log_config=None,  # log_setup.py has said where it goes
        log_level="warning",
        server_header=False,
        proxy_headers=bool(gateway.proxies),  # uvicorn would else believe anybody on this machine
        forwarded_allow_ips=list(gateway.proxies),
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
        **WEBSOCKET,
    )
    CalmServer(config).run_until_told()
