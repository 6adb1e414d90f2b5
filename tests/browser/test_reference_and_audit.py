"""指标参考 and 勾稽核验 in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.features.file_audit.audited_table import example
from dashboards.i18n.words import audit as audit_words
from dashboards.i18n.words import reference as reference_words
from tests.support.browser_page import Visit, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_a_kpi_by_its_address_and_by_search(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/reference?kpi=key_dispute_resolution_rate")
    expect(page.locator("article h2")).to_have_text("重点纠纷化解率")
    expect(page.locator("article")).to_contain_text("已化解的重点纠纷 ÷ 重点纠纷")
    page.get_by_label(reference_words.SEARCH).fill("入室盗窃")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator("article h2")).to_contain_text("入室盗窃")
    page.get_by_label(reference_words.SEARCH).fill("")
    page.keyboard.press("Enter")
    settle(page)
    page.locator("nav button[data-kpi=satisfaction_rate]").click()
    expect(page.locator("article")).to_have_attribute("data-kpi", "satisfaction_rate")
    expect(page).to_have_url(re.compile("kpi=satisfaction_rate"))


def test_the_explanation_leads_to_the_reference(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/indicators")
    page.locator("tr[data-kpi=key_dispute_resolution_rate]").click()
    page.get_by_role("dialog").get_by_role("link", name=reference_words.NAME).click()
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
