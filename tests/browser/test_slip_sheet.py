"""Reminder slips on paper: each is one page of A4, however much it has to say, and nothing of it is cut off."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page

from core.catalogue.advice_model import MOST_ENTRIES
from core.features.slips.build import INCOMPLETE
from core.features.slips.documents import slips_html
from core.features.slips.hours import PeakHours
from core.features.slips.issue import last_issue
from core.features.slips.types import AlertLine, Slip
from core.store.units import UnitRef

pytestmark = pytest.mark.browser
DAY = date(2026, 10, 31)
LONGEST = "字" * 43 + "。"


def full(risen: int) -> Slip:
    """A slip with all the classes there may be, so many of them risen, and the longest advice for each."""

    def line(place: int) -> AlertLine:
        rose = place < risen
        advice = (LONGEST,) * 4 if rose else ()
        return AlertLine(f"m{place}", "电信网络诈骗警情", rose, 1234, 987.6, rose, PeakHours(23, 456, 1234), "", advice)

    station = UnitRef(2, "S", "一个名字很长的派出所", "station", 1)
    community = UnitRef(3, "C", "一个名字很长的社区居民委员会", "community", 2)
    lines = tuple(line(place) for place in range(MOST_ENTRIES - 1))
    usual = () if risen else (LONGEST,) * 4
    return Slip("一个名字很长的县公安局", True, station, community, last_issue(DAY), DAY, "", lines, 30, 240, 48, usual)


def pages(page: Page, slips: list[Slip]) -> int:
    """Return how many pages Chromium prints."""
    page.set_content(slips_html(slips))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing hangs over the side"
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


def test_every_slip_is_one_page(page: Page) -> None:
    for risen in range(MOST_ENTRIES):
        assert pages(page, [full(risen)]) == 1, risen


def test_many_slips_are_as_many_pages(page: Page) -> None:
    empty = replace(full(0), lines=(), incomplete_reason=INCOMPLETE)
    assert pages(page, [full(MOST_ENTRIES - 1), full(0), empty, full(4)]) == 4


def test_markup_in_a_name_is_text_on_paper(page: Page) -> None:
    wild = "<b id=hole>甲</b><script>document.title='hole'</script>"
    slip = full(1)
    page.set_content(slips_html([replace(slip, bureau=wild, community=replace(slip.community, name=wild))]))
    assert page.locator("#hole").count() == 0 and page.title() != "hole"
    assert page.get_by_text("<script>").count() > 0
