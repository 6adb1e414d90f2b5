"""Say that the address asks for a KPI or a unit that there is not, or not for the viewer, and lead on.

What stands below is then something else, and a figure taken for another is a wrong figure.
"""

from __future__ import annotations

import streamlit as st

from dashboards.components import choices
from dashboards.i18n.words import navigation as words
from dashboards.queries import database, session
from dashboards.registry import Choice, PageEntry, entry_of
from dashboards.server.sent_numbers import whole_number

_CATALOGUE = "indicators"


def texts(entry: PageEntry) -> list[str]:
    """Return a sentence about each choice in the address that is none."""
    sentences = []
    kpi, unit = (st.query_params.get(choice, "") for choice in (Choice.KPI, Choice.UNIT))
    if Choice.KPI in entry.choices and kpi and kpi not in database.catalogue().kpis:
        sentences.append(words.UNKNOWN_KPI.format(value=kpi))
    if Choice.UNIT in entry.choices and unit and whole_number(unit) not in session.units().units:
        sentences.append(words.UNKNOWN_UNIT.format(value=unit))
    return sentences


def draw(entry: PageEntry) -> None:
    """Draw the sentences, and the way to the catalogue where it is a KPI that is unknown."""
    sentences = texts(entry)
    tree, unit = session.units(), choices.unit_in_address()
    if Choice.UNIT in entry.choices and unit not in (None, tree.root.id) and choices.station_in_address() is None:
        sentences.append(words.NO_STATION.format(unit=tree.units[unit].name))
    if not sentences:
        return
    with st.container(key="unknown_choices", gap="small"):
        for sentence in sentences:
            st.text(sentence)  # what stands in an address is never markup
        st.text(words.LEAD_ON)
        if st.query_params.get(Choice.KPI, "") not in ("", *database.catalogue().kpis):
            page = entry_of(_CATALOGUE)
            st.page_link(page.file, label=words.TO_CATALOGUE.format(page=page.name), query_params=choices.carried(page))
