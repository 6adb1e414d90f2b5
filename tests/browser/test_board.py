"""The chief's board: one screen, whose figures are the command's, and that answers to clicks."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from core.catalogue.load import load_catalogue
from core.cli.common import cli
from tests.support.browser_page import Visit, refreshed, still
from tests.support.page_layout import WALK
from tests.support.server import Server

pytestmark = pytest.mark.browser

LETTERS = f"""() => {{ {WALK}
  const own = (one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 0;
  const written = all.filter((one) => !["STYLE", "SCRIPT", "TITLE"].includes(one.tagName.toUpperCase()) && own(one));
  const size = (one) => parseFloat(getComputedStyle(one).fontSize);
  return written.filter(shown).map((one) => [size(one), one.textContent.trim().slice(0, 20)]);
}}"""


def test_figures_are_the_commands_and_nothing_is_too_small_to_read(demo: Server, visit: Visit) -> None:
    page = visit(demo.url)
    expect(page.locator(".tile")).to_have_count(12)
    sizes = page.evaluate(LETTERS)
    assert [one for one in sizes if one[0] < 16] == []
    numbers = page.locator(".tile .number")
    assert numbers.first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 48
    tiles = load_catalogue().board
    args = ["kpi", *tiles, "--db", str(demo.db), "--period", "ytd", "--format", "json"]
    told = json.loads(CliRunner().invoke(cli, args, catch_exceptions=False).stdout)
    expected = {row["kpi"]: row["display"].replace(" ", "") for row in told}
    shown = {kpi: page.locator(f'.tile[data-kpi="{kpi}"]') for kpi in tiles}
    assert expected == {
        kpi: tile.locator(".number").inner_text() + tile.locator(".unit").inner_text() for kpi, tile in shown.items()
    }


def test_a_station_takes_the_board_and_gives_it_back(demo: Server, visit: Visit) -> None:
    page = visit(demo.url)
    tile = page.locator(".tile .number").first
    whole = tile.inner_text()
    area = page.locator(".area").nth(1)
    name = str(area.get_attribute("aria-label")).split()[0]
    area.click()
    expect(page.locator(".unit").first).to_have_text(name)
    expect(tile).not_to_have_text(whole)
    args = ["kpi", "alerts_valid", "--db", str(demo.db), "--unit", name, "--period", "ytd", "--format", "json"]
    told = json.loads(CliRunner().invoke(cli, args, catch_exceptions=False).stdout)[0]["display"]
    expect(tile).to_have_text(told.split()[0])
    page.locator("button.back").click()
    expect(tile).to_have_text(whole)
    expect(page.locator("button.back")).to_have_count(0)


def test_a_choice_survives_a_reload(demo: Server, visit: Visit) -> None:
    page = visit(demo.url)
    page.locator(".area").first.click()
    expect(page.locator("button.back")).to_be_visible()
    name = page.locator(".unit").first.inner_text()
    page.get_by_text("近30天", exact=True).click()
    expect(page.locator(".period")).to_have_text("2026-10-02 — 2026-10-31")
    visit(page.url)
    expect(page.locator(".unit").first).to_have_text(name)
    expect(page.locator(".period")).to_have_text("2026-10-02 — 2026-10-31")


def test_a_tile_answers_for_itself_and_goes_on_answering(demo: Server, visit: Visit) -> None:
    page = visit(demo.url)
    kpi = page.locator('.tile[data-kpi="dispute_resolution_rate"]')
    expect(kpi).to_be_hidden()  # it is in the scene's other part
    page.get_by_role("button", name="另 6 项").click()
    kpi.focus()
    page.keyboard.press("Enter")
    panel = page.locator('[role="dialog"]')
    for label in ("定义", "分子", "分母", "数据来源", "数据版本"):
        expect(panel.locator("dt", has_text=label).first).to_be_visible()
    expect(kpi).to_have_attribute("aria-pressed", "true")
    refreshed(page, 2)
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


DRAWINGS = """
  window.drawn = new Map();  // of each drawing, the rooms that it was made for, one after another
  const clear = Element.prototype.replaceChildren;
  Element.prototype.replaceChildren = function (...nodes) {
    if (this.classList.contains("plot")) {
      window.drawn.set(this, [...(window.drawn.get(this) ?? []), `${this.clientWidth} × ${this.clientHeight}`]);
    }
    return clear.apply(this, nodes);
  };
"""


@pytest.mark.own_tab
def test_a_drawing_is_made_once_for_its_room_and_again_when_that_changes(
    demo: Server, visit: Visit, page: Page
) -> None:
    page.add_init_script(DRAWINGS)
    visit(f"{demo.url}/?scene=alerts")
    expect(page.get_by_text("正在计算")).to_have_count(0, timeout=60_000)  # what comes late takes room from the others
    expect(page.locator(".st-key-hours rect")).to_have_count(7 * 24)
    refreshed(page, 2)
    still(page)  # the watchers of sizes have had their say
    rooms = "[...window.drawn].filter(([plot]) => plot.isConnected).map(([, rooms]) => rooms)"
    drawn: list[list[str]] = page.evaluate(rooms)
    assert len(drawn) == page.locator(".plot").count() > 1
    assert all(before != after for plot in drawn for before, after in pairwise(plot))
    page.set_viewport_size({"width": 1366, "height": 768})
    wide = [plot[-1] for plot in drawn]
    page.wait_for_function(f"wide => {rooms}.every((plot, at) => plot.at(-1) !== wide[at])", arg=wide)


def test_a_refresh_leaves_in_place_what_has_not_changed(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/?scene=alerts")
    expect(page.locator(".plot path").first).to_be_visible()
    expect(page.locator(".st-key-hours rect")).to_have_count(7 * 24)
    expect(page.locator(".area").first).to_be_visible()
    mark = "all => { all.forEach((one) => { one.marked = true; }); return all.length; }"
    parts = {".tile, .area": 12, ".plot > *": 100}
    assert all(page.locator(part).evaluate_all(mark) > least for part, least in parts.items())
    refreshed(page, 2)
    same = "(all, least) => all.length > least && all.every((one) => one.marked)"
    assert all(page.locator(part).evaluate_all(same, least) for part, least in parts.items())


def test_a_cohorts_months_are_not_said_to_be_the_periods_figure(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/?kpi=dispute_resolution_rate")
    figure = page.locator('.tile[data-kpi="dispute_resolution_rate"]')
    title = str(page.locator(".st-key-trend .title").first.text_content())
    assert title.startswith("纠纷化解率") and figure.locator(".number").inner_text() not in title
    subtitle = str(page.locator(".st-key-trend .root").text_content())
    assert "各月只计到当月末，后来办结的不算，故可低于上面的数；今年与去年" in subtitle
    assert f"今年以来 {figure.locator('.number').inner_text()}%" in subtitle
    for said in ("aria-label", "title"):
        expect(figure).to_have_attribute(said, re.compile("各月只计到当月末，后来办结的不算"))
        expect(page.locator('.tile[data-kpi="alerts_valid"]')).not_to_have_attribute(said, re.compile("当月末"))
