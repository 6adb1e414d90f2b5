"""Reminder slips: which station's, all of them at a glance, one of them as it will be printed, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from core.features.slips import text
from core.features.slips.documents import slips_html, slips_text
from core.features.slips.types import Slip
from core.store.unit_words import placed_full_name
from core.store.units import UnitRef, UnitTree
from dashboards.components import export, frame_table
from dashboards.i18n.words import slip as words
from dashboards.server.sent_numbers import whole_number


def _unit_in_address() -> int | None:
    """The unit that the address names: a station, or a community."""
    return whole_number(st.query_params.get("unit", "")) or None


def station_picker(tree: UnitTree, stations: Sequence[UnitRef]) -> int:
    """Draw the choice of a station; the address may name it, or one of its communities."""
    names, linked_unit = {unit.id: placed_full_name(tree, unit) for unit in stations}, _unit_in_address()
    preferred = {linked_unit, tree.units[linked_unit].parent} if linked_unit in tree.units else set()
    start = next((place for place, unit in enumerate(names) if unit in preferred), 0)
    return int(
        st.selectbox(words.STATION, list(names), start, format_func=names.__getitem__, key="slip_station", width=220)
    )


def community_picker(slips: Sequence[Slip]) -> Slip | None:
    """Draw the choice of a community, or none: all of them at a glance."""
    by_id = {slip.community.id: slip for slip in slips}
    names = {None: words.ALL} | {unit: slip.community.name for unit, slip in by_id.items()}
    start = list(names).index(_unit_in_address()) if _unit_in_address() in names else 0
    key = f"slip_community_{slips[0].station.id}"
    chosen = st.selectbox(words.COMMUNITY, list(names), start, format_func=names.__getitem__, key=key, width=220)
    return None if chosen is None else by_id[chosen]


def draw_all(slips: Sequence[Slip]) -> None:
    """Draw which communities have a rise to tell, and the station's own table."""
    first = slips[0]
    rose = [[line.zh for line in slip.lines if line.community_rose] for slip in slips]
    risen_at_station = sum(line.station_rose for line in first.lines)
    counts = ((words.RISEN, sum(map(bool, rose))), (words.RISEN_AT_STATION, risen_at_station))
    rises = "".join(template.format(count=count) for template, count in counts if count)
    if not rises and not first.incomplete_reason:  # what was not judged did not stay as it was
        rises = words.NONE_RISEN
    issue = text.issue_dates(first)
    st.text(words.COUNT.format(issue=issue, station=first.station.name, count=len(slips), rises=rises))
    if first.incomplete_reason:
        st.info(first.incomplete_reason)
        return
    if not any(rose):
        st.text(words.NO_COMMUNITY_ROSE)
        _table(first, text.STATION_HEADS)
        _notes(first)
        return
    rows = [(slip.community.name, "、".join(zh) or words.NONE_ROSE) for slip, zh in zip(slips, rose, strict=True)]
    left, right = st.columns([2, 3], gap="medium")
    with left:
        frame_table.draw(pd.DataFrame(rows, columns=list(words.HEADS)), "slip_communities")
    with right:
        _table(first, text.STATION_HEADS)
        _notes(first)


def draw_slip(slip: Slip) -> None:
    """A slip as it will be printed."""
    with st.container(border=True, key="slip"):
        st.subheader(text.TITLE, anchor=False)
        st.text(f"{slip.community.name}　{slip.bureau}　{slip.station.name}　{text.issue_dates(slip)}")
        st.markdown(f"**{text.RISES}**")
        for sentence in text.rise_sentences(slip):
            st.text(sentence)
        st.markdown(f"**{text.ADVICE}**")
        for title, lines in text.advice(slip):
            st.text("\n".join([title, *(f"· {line}" for line in lines)]))
        if not slip.incomplete_reason:
            _table(slip, text.HEADS)
        _notes(slip)
    st.caption(words.PRINT)
    _take([slip], slip.community.name, "slip_one", words.DOWNLOAD_COMMUNITY)


def take_every(slips: Sequence[Slip]) -> None:
    """All the slips of the station as one file."""
    _take(slips, slips[0].station.name, "slip_every", words.DOWNLOAD_STATION)


def _take(slips: Sequence[Slip], unit: str, key: str, label: str) -> None:
    files = [
        export.FileFormat("html", words.HTML, "text/html", partial(_html, slips, export.taker())),
        export.FileFormat("txt", words.TEXT, "text/plain", partial(_text, slips, export.taker())),
    ]
    export.draw_formats(words.TITLE.format(unit=unit, issue=slips[0].issue.start), files, key, label)


def _html(slips: Sequence[Slip], taker: str) -> bytes:
    return slips_html(slips, taker).encode()


def _text(slips: Sequence[Slip], taker: str) -> bytes:
    return f"{slips_text(slips)}{taker}\n".encode() if taker else slips_text(slips).encode()


def _table(slip: Slip, heads: Sequence[str]) -> None:
    st.markdown(f"**{text.TABLE}**")
    table = pd.DataFrame(map(text.table_row, slip.lines), columns=list(text.HEADS))
    frame_table.draw(table[list(heads)], "slip_kinds")


def _notes(slip: Slip) -> None:
    for note in text.notes(slip):
        st.caption(note)
