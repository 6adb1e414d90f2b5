"""The inspector's fair comparison: a funnel that speaks, nobody named without evidence, a link that holds."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from core.cli.main import cli
from tests.browser.conftest import Server, Visit

pytestmark = pytest.mark.browser


def test_a_link_opens_the_same_comparison_and_says_what_the_command_says(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/compare?period=ytd&kpi=satisfaction_rate&group=all")
    funnel = page.locator(".st-key-funnel .vega-embed")
    expect(funnel).to_be_visible()
    args = ["compare", "satisfaction_rate", "--db", str(demo.db), "--period", "ytd", "--format", "json"]
    told = json.loads(CliRunner().invoke(cli, args, catch_exceptions=False).stdout)
    outside = [row["unit"].removesuffix("派出所") for row in told["units"] if row["position"] != "界内"]
    title = funnel.locator(".role-title-text").text_content() or ""
    assert all(name in title for name in outside)
    assert ("都在界限内" in title) == (not outside)
    expect(funnel.locator(".mark-symbol path")).to_have_count(len(told["units"]))
    assert "kpi=satisfaction_rate" in page.url and "group=all" in page.url


def test_what_is_barred_is_put_in_order_and_not_judged(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/compare?kpi=alerts_valid")
    expect(page.get_by_text("不进考核，只排数值，不定好差").first).to_be_visible()
    assert not any(word in page.locator("body").inner_text() for word in ("最好之一", "最差之一", "不足以定级"))


def test_a_count_without_exposure_is_not_compared(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/compare?kpi=cameras_connected")
    expect(page.get_by_text("不可直接比较").first).to_be_visible()
    expect(page.locator(".st-key-funnel")).to_have_count(0)
