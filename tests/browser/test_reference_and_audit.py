"""指标目录 and 勾稽核验 in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.features.file_audit.audited_table import example
from dashboards.i18n.words import audit as audit_words
from dashboards.i18n.words import indicators as catalogue_words
from tests.support.browser_page import Visit, settle, still
from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_a_kpi_by_its_old_address_and_by_search(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/reference?kpi=key_dispute_resolution_rate")
    expect(page).to_have_url(re.compile(r"/indicators\?kpi=key_dispute_resolution_rate$"))
    article = page.locator(".st-key-drawer article")
    expect(article).to_have_attribute("data-kpi", "key_dispute_resolution_rate")
    expect(article).to_contain_text("已化解的重点纠纷 ÷ 重点纠纷")
    expect(page.locator("tr[data-kpi=key_dispute_resolution_rate]")).to_be_visible()  # its domain is open
    page.locator(".st-key-drawer").get_by_role("button", name="关闭").click()
    expect(page.locator(".st-key-drawer")).to_have_count(0)
    settle(page)
    assert "kpi=" not in page.url
    page.get_by_label(catalogue_words.SEARCH, exact=True).fill("入室盗窃")
    page.keyboard.press("Enter")
    settle(page)
    rows = page.locator("tr[data-kpi]")
    expect(rows.first).to_contain_text("入室盗窃")
    rows.first.click()
    expect(article).to_have_attribute("data-kpi", re.compile("burglar"))


def test_only_what_changed_or_missed_its_standard_is_listed_on_request(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/indicators?domain=all")
    every = page.locator("tr[data-kpi]")
    expect(every.first).to_be_visible()
    still(page)
    before = every.count()
    news = every.filter(has=page.locator(".change .better, .change .worse, .standard .worse"))
    expected = set(news.evaluate_all("all => all.map((row) => row.dataset.kpi)"))
    page.get_by_text(catalogue_words.ONLY_CHANGED, exact=True).click()
    settle(page)
    expect(every, "no firm change is among what is left out").not_to_have_count(before)
    still(page)
    left = set(every.evaluate_all("all => all.map((row) => row.dataset.kpi)"))
    assert expected <= left and len(left) < before


def test_a_figure_of_a_station_leads_to_the_catalogue(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/?kpi=key_dispute_resolution_rate")
    page.locator(".tile[data-kpi=key_dispute_resolution_rate]").click()
    page.get_by_role("dialog").get_by_role("link", name=catalogue_words.NAME).click()
    expect(page.locator("article")).to_have_attribute("data-kpi", "key_dispute_resolution_rate")


def test_the_example_and_the_filter(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/audit")
    page.get_by_text(audit_words.TRY).click()
    settle(page)
    expect(page.get_by_text(audit_words.TRIED)).to_be_visible()
    rows = page.locator("tr[data-verdict]")
    expect(rows).to_have_count(len(example().splitlines()) - 1)
    page.get_by_text("✕ 不可能 1").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("没有一个整数基期数能得出 -5.4%")
    with page.expect_download() as download:
        page.get_by_text(audit_words.RESULT).click()
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbfclaim,")


def test_a_file_of_ones_own_is_read_and_its_text_is_no_markup(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/audit")
    text = (
        example().splitlines()[0] + "\nx,y,<img src=x onerror=alert(1)>,2026,satisfaction_rate,rate,10,412,=,98.3,%\n"
    )
    text += "x,y,z,2026,satisfaction_rate,rate,十,412,=,98.3,%\n"
    file = {"name": "通报.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    expect(page.locator("tr[data-verdict=contradicted]")).to_contain_text("<img src=x onerror=alert(1)>")
    bad = page.locator("tr", has_text="不是整数")
    expect(bad).to_contain_text("numerator")
    expect(bad).to_contain_text("3")


@pytest.mark.parametrize("width", [1366, 1920])
def test_why_a_file_was_not_taken_is_read_without_a_pointer(demo: Server, visit: Visit, width: int) -> None:
    page = visit(f"{demo.url}/audit")
    page.set_viewport_size({"width": width, "height": 768})
    reason = page.locator('[data-testid="stFileChip"] [role="alert"]')
    large = {"name": "很长的文件名" * 12 + ".csv", "mimeType": "text/csv", "buffer": bytes(3 << 20)}
    page.set_input_files("input[type=file]", large)  # type: ignore[arg-type]
    expect(reason).to_have_text("未能上传：文件须在 2.0MB 以内：按月份或按单位拆成几个文件。")
    box, chip = reason.bounding_box(), page.locator('[data-testid="stFileUploader"]').bounding_box()
    assert box and chip and box["height"] > 12 and box["width"] > 300
    assert chip["x"] < box["x"] and box["x"] + box["width"] < chip["x"] + chip["width"]
    assert chip["y"] < box["y"] and box["y"] + box["height"] < chip["y"] + chip["height"]
    page.route("**/_stcore/upload_file/**", lambda route: route.fulfill(status=413))
    small = {"name": "小.csv", "mimeType": "text/csv", "buffer": example().encode()}
    page.set_input_files("input[type=file]", small)  # type: ignore[arg-type]
    expect(reason.filter(has_text="未能上传：服务器没有收，应答码 413")).to_be_visible()


def test_why_there_is_no_number_is_read_whole_on_a_telephone(demo: Server, visit: Visit) -> None:
    """Of a first month nothing stands a year ago: the reason wraps, and does not run out of the screen."""
    page = visit(f"{demo.url}/indicators?domain=all&period=2025-01")
    page.set_viewport_size({"width": 390, "height": 844})
    reason = page.locator("td.change span").filter(has_text="基期：").first
    expect(reason).to_be_visible()
    reason.evaluate("(it) => it.prepend(it.textContent.repeat(3))")  # as long as where many units lack something
    box = reason.bounding_box()
    assert box and box["x"] + box["width"] <= 390, box
