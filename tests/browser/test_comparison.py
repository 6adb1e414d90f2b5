"""The inspector's fair comparison: a funnel that speaks, nobody named without evidence, a link that holds."""

from __future__ import annotations

import json
import re
from contextlib import closing

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from core.cli.common import cli
from core.store.open import open_store
from core.store.units import unit_tree
from dashboards.i18n import words
from tests.support.browser_page import Visit, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_a_link_opens_the_same_comparison_and_says_what_the_command_says(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/comparison?period=ytd&kpi=satisfaction_rate&group=all")
    funnel = page.locator(".st-key-funnel .vega-embed")
    expect(funnel).to_be_visible()
    args = ["compare", "satisfaction_rate", "--db", str(demo.db), "--period", "ytd", "--format", "json"]
    told = json.loads(CliRunner().invoke(cli, args, catch_exceptions=False).stdout)
    outside = [row["unit"].removesuffix("派出所") for row in told["units"] if row["position"] != "界内"]
    title = page.locator(".st-key-funnel_title").text_content() or ""
    assert all(name in title for name in outside)
    assert ("都未超出各所之间通常的差别" in title) == (not outside)
    expect(page.get_by_text(told["summary"])).to_be_visible()
    expect(funnel.locator(".mark-symbol path")).to_have_count(len(told["units"]))
    expect(page).to_have_url(re.compile("kpi=satisfaction_rate.*group=all|group=all.*kpi=satisfaction_rate"))


def test_what_is_barred_is_put_in_order_and_not_judged(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/comparison?kpi=alerts_valid")
    expect(page.get_by_text("不进考核，只排数值，不定好差").first).to_be_visible()
    expect(page.locator(".st-key-unknown_choices")).to_have_count(0)
    assert not any(word in page.locator("body").inner_text() for word in ("最好之一", "最差之一", "不足以定级"))


def test_a_count_without_exposure_is_not_compared(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/comparison?kpi=cameras_connected")
    expect(page.get_by_text("不可直接比较").first).to_be_visible()
    expect(page.locator(".st-key-funnel")).to_have_count(0)


def test_stations_and_the_comparison_stand_in_the_address(demo: Server, visit: Visit) -> None:
    with closing(open_store(demo.db, read_only=True)) as store:
        tree = unit_tree(store)
    last, second, first = [unit.id for unit in tree.stations(tree.root.id)][::-1][:3]
    page = visit(f"{demo.url}/comparison?kpi=disputes_reported&change=month&sides={first}.{second}.{last}.999999")
    shown = page.locator("[class*='st-key-side_'] input")
    names = [tree.units[unit].name for unit in (first, second, last)]
    for box, name in enumerate([*names, ""]):
        expect(shown.nth(box)).to_have_value(name)
    title = page.locator(".st-key-history .role-title-text")
    expect(title).to_contain_text("、".join(words.short_unit(name) for name in names))
    expect(page.locator(".st-key-history .mark-line path")).to_have_count(3)
    expect(page.get_by_text("近 12 个月都报齐了").or_(page.get_by_text("没有报送不等于 0"))).to_be_visible()
    shown.last.scroll_into_view_if_needed()  # a list that is open while the page scrolls closes
    settle(page)
    shown.last.click()  # the fourth: whom nobody had picked
    page.get_by_role("option", name=tree.units[first].name).click()
    page.wait_for_url(f"**sides={first}.{second}.{last}.{first}**")
    page.get_by_role("radio", name="同比", exact=True).click()
    page.wait_for_url("**change=yoy**")


def test_a_contest_says_what_the_command_says(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/contest?period=ytd")
    args = ["contest", "--db", str(demo.db), "--period", "ytd", "--format", "json"]
    told = json.loads(CliRunner().invoke(cli, args, catch_exceptions=False).stdout)
    lines = page.locator(".st-key-contest_areas tbody tr")
    expect(lines).to_have_count(len(told["lines"]))
    for line, said in zip(lines.all_inner_texts(), told["lines"], strict=True):
        assert said["zh"] in line and f"{said['now']:,}" in line and f"{said['base']:,}" in line
    expect(page.get_by_text(told["unplaced"]).first).to_be_visible()  # three stations are too few to be placed
    heads = page.locator(".st-key-contest_areas th", has_text="（态势）")
    expect(heads).to_have_count(len(told["lines"][0]["beside"]))
    expect(page.get_by_role("button", name="下载这张表")).to_be_visible()
