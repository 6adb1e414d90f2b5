"""What a steward does with a workbook on the page 数据管理, step by step, and the workbook."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser_page import settle
from tests.support.workbooks import MadeSheet, as_xlsx

STREAMLITS_OWN = ("stSkipToContent", "stFileUploaderDropzone")


def stranger_workbook(folder: Path, month: int) -> Path:
    """A report as strangers make it: a title, two rows of headers with merged groups, a total, a note, a hidden sheet.

    Disputes grow by the month; one station goes by a name that is not its own.
    """
    more = month - 10
    rows: list[list[object]] = [
        [f"云岭县公安局2026年{month}月矛盾纠纷统计表", None, None, None, None],
        ["单位：起  填报人：  填报时间：", None, None, None, None],
        ["单位", "受理", None, "化解", None],
        [None, "本月", "同比", "本月", "同比"],
        ["城关所", str(200 + more), "5%", 150 + more, "—"],
        ["青溪派出所", 166, "—", 117, "—"],
        ["合计", 366 + more, "—", 267 + more, "—"],
        ["备注：数据取自矛盾纠纷平台。", None, None, None, None],
    ]
    spans = [(0, 0, 0, 4), (2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4)]
    file = folder / f"{month}月报表.xlsx"
    file.write_bytes(as_xlsx(MadeSheet(rows, "纠纷", spans=spans), MadeSheet([["参数"]], "参数", hidden=True)))
    return file


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds, apart from Streamlit's own, which no setting changes (see test_every_page.py)."""
    answer = Axe().run(page, options={"resultTypes": ["violations"]}).response  # what passes is counted, and not told
    assert len(answer["passes"]) > 10
    found = [(fault["id"], node["html"]) for fault in answer["violations"] for node in fault["nodes"]]
    return [(rule, html) for rule, html in found if not any(mark in html for mark in STREAMLITS_OWN)]


def choose(page: Page, label: str, option: str) -> None:
    """Chooses one of a list."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def bring_first_figures(page: Page, file: Path) -> None:
    """Uploads a stranger's report, says what its columns are and which unit is meant, looks, imports it."""
    page.locator("input[type=file]").set_input_files(file)
    sheets = page.locator(".st-key-intake_sheets tbody tr")
    expect(sheets).to_have_count(2)
    expect(sheets.nth(0)).to_contain_text("统计报表")
    expect(sheets.nth(1)).to_contain_text("隐藏")
    page.get_by_text("表里找到了什么").click()
    for told in ("标题（跳过）", "合计（跳过）", "备注、填表人等说明（跳过）"):
        expect(page.locator("td", has_text=told).first).to_be_visible()
    expect(page.get_by_role("button", name="核对好了")).to_be_disabled()
    choose(page, "受理/本月", "受理的矛盾纠纷")
    choose(page, "化解/本月", "已化解的矛盾纠纷")
    choose(page, "城关所（1 行）", "城关派出所")
    assert violations(page) == []
    page.get_by_role("button", name="核对好了").click()
    expect(page.get_by_text("可以导入：新增 4 行。")).to_be_visible()
    expect(page.locator("tr", has_text="矛盾纠纷化解率").first).to_contain_text("72.88%")
    page.get_by_role("button", name="导入 4 个数").click()
    expect(page.get_by_text("已导入“9月报表.xlsx”（统计报表）：新增 4 行。这是第 2 批。")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("看板")
    settle(page)


def bring_next_month(page: Page, file: Path) -> None:
    """Uploads the next month's report, which wants one confirmation."""
    again = page.get_by_role("button", name="再导入一份")
    if again.count():
        again.click()
        settle(page)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("按存下的对照“云岭县公安局矛盾纠纷统计表”读")).to_be_visible()
    page.get_by_role("button", name="导入 4 个数").click()
    expect(page.get_by_text(f"已导入“{file.name}”（统计报表）：新增 4 行")).to_be_visible()
    settle(page)


def take_back(page: Page, batch: str) -> None:
    """Looks at what taking a batch back would change, and takes it back."""
    page.get_by_role("button", name="看批次、撤销").click()
    settle(page)
    page.locator(".st-key-batches tbody tr").first.click()
    expect(page.get_by_text(f"撤销{batch}会拿掉 4 行。")).to_be_visible()
    undo = page.get_by_role("button", name=f"撤销{batch}")
    expect(undo).to_be_disabled()
    page.get_by_text(f"我看过了，撤销{batch}").click()
    settle(page)
    assert violations(page) == []
    undo.click()
    expect(page.locator(".st-key-batches tbody tr").first).to_contain_text("撤销")
    page.get_by_role("tab", name="导入").click()
    settle(page)
