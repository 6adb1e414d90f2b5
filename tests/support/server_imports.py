"""Imports what servers import, for the process that they are split off from.

What a server would load at its first page is loaded here too, pandas above all. Not dashboards.app, which reads the
environment, nor what draws: components belong to the server that registers them. The modules that only author charts
register none.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil

import altair  # noqa: F401
import h11  # noqa: F401
import itsdangerous  # noqa: F401
import pandas  # noqa: F401
import pyarrow.compute  # noqa: F401
import pydeck  # noqa: F401
import pytest  # noqa: F401 - the main module of whoever starts servers
import scipy.optimize  # noqa: F401
import starlette.applications
import starlette.middleware.sessions  # noqa: F401
import streamlit.emojis
import streamlit.runtime.agent.interaction
import streamlit.web.bootstrap
import streamlit.web.server.starlette  # noqa: F401
import uvicorn.protocols.http.h11_impl  # noqa: F401
import websockets.server  # noqa: F401

import core.cli.commands  # noqa: F401
import dashboards.auth.middleware
import dashboards.background.child
import dashboards.classroom.middleware
import dashboards.cli.serve_command
import dashboards.pages.comparison.change_cards
import dashboards.pages.comparison.funnel
import dashboards.pages.indicators.month_chart
import dashboards.queries
import dashboards.setup.middleware

for module in pkgutil.iter_modules(dashboards.queries.__path__, "dashboards.queries."):
    importlib.import_module(module.name)
gc.collect()
gc.freeze()  # no server looks through what is here for rubbish
