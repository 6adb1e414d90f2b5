"""From the sign-in page to what a station's chief and an officer came for; pictures where FENGJING_PICTURES says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.access.roles import Role
from core.store.sqlite import connect
from core.store.trail import trail_lines
from core.store.units import unit_label
from tests.support.access_world import Bureau
from tests.support.browser_page import Visit, settle
from tests.support.server import Server
from tests.support.sign_on_steps import enter

pytestmark = pytest.mark.browser
TELEPHONE = {"width": 390, "height": 844}


def picture(page: Page, name: str) -> None:
    """Keeps a picture of the journey, if somebody wants them."""
    if folder := os.environ.get("FENGJING_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def looks(bureau: Bureau) -> list[str]:
    """The audit's lines on looks at others' figures, the newest first."""
    connection = connect(bureau.path, read_only=True)
    lines = trail_lines(connection, 50, "look")
    connection.close()
    return [f"{line.actor} {line.detail}" for line in lines]


def station_label(bureau: Bureau) -> str:
    """The station as the trail names it."""
    connection = connect(bureau.path, read_only=True)
    label = unit_label(connection, bureau.station)
    connection.close()
    return label


def test_a_stations_chief_from_signing_in_to_the_answer(
    server: Server, visit: Visit, page: Page, bureau: Bureau
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    enter(page, server.url, Role.STATION)
    assert page.url.removeprefix(server.url).partition("?")[0] == "/station"
    # What is due, and every figure with its standard, last year and peers, on the first screen.
    expect(page.locator(".st-key-due").get_by_text("逾期").first).to_be_in_viewport()
    figures = page.locator("tr[data-kpi]")
    expect(figures.first).to_be_in_viewport()
    expect(figures.first).to_contain_text("→")
    picture(page, "station-1-first-screen")
    # What a change is made of: the lines add up to the last.
    page.locator('tr[data-kpi="alerts_valid"]').click()
    settle(page)  # the table stands already, and is drawn again
    parts = page.locator(".st-key-moved_kind tbody tr")
    expect(parts.last).to_contain_text("合计")
    added = [
        int(text.replace("+", "").replace("−", "-").replace(",", ""))
        for text in parts.locator("td:nth-child(3)").all_inner_texts()
    ]
    assert len(added) > 5 and sum(added[:-1]) == added[-1]
    page.locator('tr[data-kpi="dispute_resolution_rate"]').press("Enter")
    expect(page.get_by_text("占比（个百分点）")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/station?kpi=dispute_resolution_rate")
    picture(page, "station-2-moved")
    # The question mark answers for the figure.
    page.locator('tr[data-kpi="onscene_completion_rate"] button').click()
    expect(page.get_by_role("dialog")).to_contain_text("取数")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # The communities, once it is known which of their numbers may be told.
    expect(page.get_by_text("正在计算各社区")).to_have_count(0, timeout=60_000)
    # How the work lies, with nobody's name; one by one leaves a line.
    expect(page.locator(".st-key-people .card").first).to_be_visible()
    before = looks(bureau)
    assert page.locator(".st-key-people .dot").count() == 0
    page.get_by_text("看逐人的量").click()
    expect(page.locator(".st-key-people .dot").first).to_be_visible()
    assert len(looks(bureau)) > len(before) and f"user:station 单位 {station_label(bureau)} 的警力负荷" in looks(bureau)
    picture(page, "station-3-people")
    # To the officers by name, which leaves a line too.
    page.get_by_role("link", name="逐人查看（留痕）").click()
    expect(page.locator(".card .own").first).to_be_visible()
    settle(page)
    assert looks(bureau)[0].startswith("user:station 警号 ")


def test_an_officer_from_signing_in_to_the_answer_on_a_telephone(
    server: Server, visit: Visit, page: Page, bureau: Bureau
) -> None:
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    before = looks(bureau)
    enter(page, server.url, Role.OFFICER)
    assert page.url.removeprefix(server.url).partition("?")[0] == "/officer"
    expect(page.get_by_text("我负责的未化解纠纷")).to_be_in_viewport()
    expect(page.locator(".card .own").first).to_be_visible()
    labels = page.locator(".card .label").all_inner_texts()
    assert {"处警量", "承办纠纷", "现场办结率", "警情回访满意率"} <= set(labels)
    assert not [name for name in labels if "破案" in name or "拘留" in name or "罚没" in name]
    expect(page.get_by_text("说不出谁好谁差")).to_be_visible()
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= TELEPHONE["width"], "nothing hangs over the side of a telephone"
    assert page.get_by_label("本所民警").count() == 0 and bureau.colleague not in page.inner_text("body")
    picture(page, "officer-1-telephone")
    page.locator(".card .more summary").first.click()
    expect(page.locator(".card .more div").first).to_be_visible()
    assert looks(bureau) == before, "one's own figures are nobody's look at another's"


def test_a_chief_drills_by_the_address(server: Server, visit: Visit, page: Page, bureau: Bureau) -> None:
    enter(page, f"{server.url}/station?unit={bureau.other_station}&kpi=dispute_resolution_rate", Role.CHIEF)
    expect(page.locator('tr[data-kpi="dispute_resolution_rate"]')).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("看逐人的量")).to_have_count(0)
    expect(page.locator(".st-key-people .dot")).to_have_count(0)


def test_a_station_sees_no_other_by_the_address(server: Server, visit: Visit, page: Page, bureau: Bureau) -> None:
    enter(page, server.url, Role.STATION)
    expect(page.locator("tr[data-kpi]").first).to_be_visible()
    own = page.locator("tr[data-kpi] .number").all_inner_texts()
    visit(f"{server.url}/station?unit={bureau.other_station}")
    expect(page.locator("tr[data-kpi]").first).to_be_visible()
    assert own and page.locator("tr[data-kpi] .number").all_inner_texts() == own
