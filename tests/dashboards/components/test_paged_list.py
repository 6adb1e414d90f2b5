"""A long list shows a few rows at a time, and all of them where that is asked for."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dashboards.components.paged_list import PAGE_ROWS
from dashboards.i18n.words import dockets as words


def _page() -> None:
    import streamlit as st

    from dashboards.components.paged_list import draw_pager

    count = st.session_state.get("count", 120)
    st.text(" ".join(map(str, draw_pager(range(count), "works"))))


def shown(page: AppTest) -> list[int]:
    return [int(number) for number in page.text[-1].value.split()]


def test_pages_follow_each_other_and_hold_every_row_once() -> None:
    page = AppTest.from_function(_page).run()
    seen = shown(page)
    assert seen == list(range(PAGE_ROWS)) and page.button(key="works_before").disabled
    while not page.button(key="works_after").disabled:
        page.button(key="works_after").click().run()
        seen += shown(page)
    assert seen == list(range(120))
    assert page.text[0].value == words.ROWS_SHOWN.format(first=101, last=120, count=120)


def test_a_list_that_shrank_shows_its_last_page() -> None:
    page = AppTest.from_function(_page).run()
    page.button(key="works_after").click().run()
    page.session_state["count"] = 51
    assert shown(page.run()) == [50]


def test_all_rows_are_listed_where_somebody_asks_for_them() -> None:
    page = AppTest.from_function(_page).run()
    page.toggle(key="works_whole").set_value(True).run()
    assert shown(page) == list(range(120)) and not page.button


def test_a_short_list_has_no_pages() -> None:
    page = AppTest.from_function(_page)
    page.session_state["count"] = PAGE_ROWS
    page.run()
    assert shown(page) == list(range(PAGE_ROWS)) and not page.button and not page.toggle
