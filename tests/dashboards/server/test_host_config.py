"""A page knows in advance what it would ask the server for, and what the server would say."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from dashboards.server.streamlit_patches.host_config import HOST_CONFIG, HostConfig, host_config_script


def test_the_server_answers_what_the_page_was_told() -> None:
    client = TestClient(HostConfig(PlainTextResponse("Streamlit's own")))
    told = re.search(r"var HOST_CONFIG = ({.*?});", host_config_script(""))
    assert told is not None
    assert client.get("/_stcore/host-config").json() == json.loads(told[1]) == HOST_CONFIG
    assert client.get("/_stcore/health").text == "Streamlit's own"


def test_nobody_who_frames_a_page_may_speak_to_it() -> None:
    hosts = [urlsplit(origin).hostname or "" for origin in HOST_CONFIG["allowedOrigins"]]
    assert hosts, "of a page that names none, Streamlit asks the server once more"
    assert all(host.endswith(".invalid") for host in hosts)  # a name that nobody can have
    assert not HOST_CONFIG["enableCustomParentMessages"] and not HOST_CONFIG["useExternalAuthToken"]


@pytest.mark.parametrize("base", ["", "/kpi"])
def test_the_page_is_told_below_which_path_its_server_stands(base: str) -> None:
    assert f'var BASE_PATH = "{base}";' in host_config_script(base)
