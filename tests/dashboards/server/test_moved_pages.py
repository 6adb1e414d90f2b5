"""Addresses of earlier versions lead to where what they showed is now, with all that stood in them."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from dashboards.registry import ENTRIES, MOVED
from dashboards.server.base_path import BasePath
from dashboards.server.moved_pages import MovedPages

BASE = "/kpi"


def client(base: str = "") -> TestClient:
    app = BasePath(MovedPages(PlainTextResponse("the screens"), MOVED), base)
    return TestClient(app, "http://127.0.0.1:8501", follow_redirects=False)


@pytest.mark.parametrize("base", ["", BASE])
@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_leads_on_with_its_parameters(old: str, base: str) -> None:
    answer = client(base).get(f"{base}/{old}?kpi=alerts_valid&period=mtd")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{base}/{MOVED[old]}?kpi=alerts_valid&period=mtd"
    assert client(base).get(f"{base}/{old}/").headers["location"] == f"{base}/{MOVED[old]}"


def test_all_other_addresses_are_answered_as_before() -> None:
    for address in ("/", "/reference.html", "/_stcore/health", "/files/reference", *(f"/{e.address}" for e in ENTRIES)):
        assert client().get(address).text == "the screens"


def test_what_moved_is_no_page_any_more_and_its_new_place_is_one() -> None:
    addresses = {entry.address for entry in ENTRIES}
    assert not set(MOVED) & addresses
    assert set(MOVED.values()) <= addresses
