"""Imports what servers import, for the process that they are split off from.

Not dashboards.app, which reads the environment, nor what draws: components belong to the server that registers them.
"""

from __future__ import annotations

import altair  # noqa: F401
import pydeck  # noqa: F401
import pytest  # noqa: F401 - the main module of whoever starts servers
import scipy.optimize  # noqa: F401
import streamlit.web.bootstrap
import streamlit.web.server.starlette  # noqa: F401
import uvicorn  # noqa: F401

import core.cli.commands  # noqa: F401
import dashboards.auth.middleware
import dashboards.cli.serve_command
import dashboards.queries.boards
import dashboards.setup.middleware  # noqa: F401
