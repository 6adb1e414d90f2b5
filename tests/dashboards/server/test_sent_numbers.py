"""Whatever a browser sends as a number is one of ours, or none; no page breaks off."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dashboards.server.sent_numbers import whole_number


def _page() -> None:
    import streamlit as st

    from core.store.units import UnitRef
    from dashboards.pages.chief import state
    from dashboards.pages.comparison import side_picker

    stations = {4: UnitRef(4, "S1", "一所", "station", 1)}
    st.text(f"{state.unit_id()} {side_picker._requested(stations)}")


def test_what_is_no_number_of_ours_is_none() -> None:
    assert [whole_number(sent) for sent in ("7", 7, "٧")] == [7, 7, 7]
    for sent in ("9" * 5000, 10**5000, "-1", -1, "²", "1e3", "", None, True, 7.0, [7], {"7": 7}, "<b>7</b>"):
        assert whole_number(sent) == 0


def test_an_address_of_thousands_of_digits_names_no_unit() -> None:
    page = AppTest.from_function(_page)
    page.query_params["unit"] = page.query_params["sides"] = "9" * 5000
    assert not page.run().exception and page.text[0].value == "None []"
    page.query_params["unit"], page.query_params["sides"] = "4", "4.9"
    assert page.run().text[0].value == "4 [4]"
