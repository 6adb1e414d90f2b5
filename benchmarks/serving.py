"""Serves one page to be measured, at a refresh of so many seconds: `python -m benchmarks.serving PAGE DB PORT SECONDS`.

PAGE is `chief` (the product as it is) or `empty` (the floor: Streamlit's own application behind the web server as it
comes, with the same frozen collector).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from dashboards import theme
from dashboards.cli.serve import serve
from dashboards.server.options import WEBSOCKET, options
from dashboards.settings import COLLECT_AFTER

EMPTY = Path(__file__).parent / "pages" / "empty.py"


def serve_empty(port: int) -> None:
    """The floor."""
    import streamlit as st
    import uvicorn
    from streamlit.web import bootstrap

    @asynccontextmanager
    async def frozen(_app: st.App) -> AsyncIterator[dict[str, Any]]:
        import pandas  # noqa: F401  # so that it is there before the collector is frozen

        gc.collect()
        gc.set_threshold(COLLECT_AFTER)
        gc.freeze()
        yield {}

    bootstrap.load_config_options(options("127.0.0.1", port))
    uvicorn.run(st.App(EMPTY, lifespan=frozen), port=port, log_level="warning", **WEBSOCKET)


def main() -> None:
    """The command."""
    page, db, port, seconds = sys.argv[1:]
    if page == "empty":
        os.environ["REFRESH_SECONDS"] = seconds
        serve_empty(int(port))
    else:
        theme.REFRESH_SECONDS = float(seconds)  # the product refreshes every few seconds; nothing else is changed
        serve(Path(db), "127.0.0.1", int(port))


if __name__ == "__main__":
    main()
