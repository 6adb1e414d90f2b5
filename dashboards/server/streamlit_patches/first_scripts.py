"""The scripts that every page of Streamlit's begins with, before its own."""

from __future__ import annotations

from functools import lru_cache

from dashboards.server.streamlit_patches.host_config import host_config_script
from dashboards.server.streamlit_patches.old_browsers import old_browsers_script
from dashboards.settings import base_path


@lru_cache(maxsize=1)
def first_scripts() -> tuple[str, ...]:
    """Return them in their order: what old browsers lack is there for all that follow."""
    return old_browsers_script(), host_config_script(base_path())
