"""What a station has to do: instructions, disputes due, cases running out, key disputes; each with the way there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from core.features.stations.due import DAYS_AHEAD
from core.features.stations.types import StationDueDispute
from core.instructions.model import Stage
from dashboards.components import export as take_away
from dashboards.i18n import words as common
from dashboards.i18n.words import station as words
from dashboards.queries import database, instructions, session, station


@dataclass(frozen=True)
class Card:
    """One kind of work: how many are late, what else there is to count, and the page where it is done."""

    name: str
    late: int
    rest: str
    page: str | None
    fact: str | None = None


def cards(unit: int, as_of: date) -> list[Card]:
    """The four kinds of work."""
    return [_orders(unit), _disputes(station.disputes_due(unit, as_of)), _cases(unit, as_of), _key(unit, as_of)]


def _orders(unit: int) -> Card:
    found = [one for one in instructions.scoped().list_visible(instructions.now(), 0) if one.state.content.unit == unit]
    stages = Counter(one.state.stage for one in found)
    late = sum(bool(one.expired_clocks) for one in found)
    sign, work = stages[Stage.SENT], stages[Stage.SIGNED]
    rest = words.ORDER_COUNTS.format(sign=sign, work=work) if sign + work else words.ORDERS_NONE
    return Card(words.ORDERS, late, rest, "pages/instructions/page.py")


def _disputes(due: Sequence[StationDueDispute]) -> Card:
    late = sum(one.days_left < 0 for one in due)
    near = len(due) - late
    rest = (
        words.DISPUTE_COUNTS.format(ahead=DAYS_AHEAD, near=near)
        if due
        else words.DISPUTES_NONE.format(ahead=DAYS_AHEAD)
    )
    return Card(words.DISPUTES, late, rest, None, "dispute")


def _cases(unit: int, as_of: date) -> Card:
    found = session.engine().open_cases(unit, as_of)
    states = Counter(one.state for one in found)
    rest = words.CASE_COUNTS.format(near=states["near"], open=len(found)) if found else words.CASES_NONE
    return Card(words.CASES, states["overdue"], rest, "pages/cases/page.py", "case")


def _key(unit: int, as_of: date) -> Card:
    found = session.engine().key_disputes(unit, as_of)
    late = sum(one.days_left is not None and one.days_left < 0 for one in found)
    bare = sum(not (one.has_leader and one.has_owner) for one in found)
    rest = words.KEY_COUNTS.format(open=len(found), bare=bare) if found else words.KEY_NONE
    return Card(words.KEY, late, rest, "pages/key_disputes/page.py", "dispute")


def _told(card: Card, as_of: date) -> str:
    """What there is besides the late ones, and what a reader must know of the records: since when none came."""
    if card.fact is None:
        return card.rest
    last = station.last_days().get(card.fact)
    if last is None:
        return words.NOT_BROUGHT.format(kind=database.catalogue().facts[card.fact].zh)
    return f"{card.rest}　{words.ENDS.format(last=last)}" if last < as_of else card.rest


def draw(shown: Sequence[Card], as_of: date) -> None:
    """Draws the cards in a line; on a telephone one below the other."""
    with st.container(key="due", horizontal=True, gap="small"):
        for one in shown:
            with st.container(border=True, width="stretch", gap=None):
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.markdown(f"**{one.name}**", help=words.DUE_HELP[one.name], width="content")
                    st.markdown(_late(one), width="content")
                    st.space("stretch")
                    if one.page is not None:
                        st.page_link(one.page, label=words.OPEN)
                st.caption(_told(one, as_of))


def _late(card: Card) -> str:
    """How many are late; of records that nobody has brought it is not known."""
    if card.fact is not None and card.fact not in station.last_days():
        return common.NO_DATA
    return f":red[**{words.LATE.format(count=card.late)}**]" if card.late else words.NO_LATE


def table(due: Sequence[StationDueDispute], as_of: date) -> None:
    """The disputes past their day and due within days, the longest past first."""
    st.markdown(f"### {words.DISPUTES_TABLE.format(ahead=DAYS_AHEAD)}", help=words.DUE_HELP[words.DISPUTES])
    if not due:
        st.info(words.DISPUTES_NONE.format(ahead=DAYS_AHEAD))
        return
    rows = [
        (one.id, one.kind, one.due, common.due_text(-one.days_left), one.owner or "", one.leader or "",
         common.KEY_DISPUTE if one.is_key else "")
        for one in due
    ]  # fmt: skip
    shown = pd.DataFrame(rows, columns=list(words.DISPUTE_HEADS))
    shown = shown.drop(columns=[name for name in shown.columns if not shown[name].astype(bool).any()])
    st.dataframe(shown, hide_index=True, height=min(38 + 35 * len(rows), 388))
    title = words.DISPUTES_TABLE.format(ahead=DAYS_AHEAD)
    take_away.draw(take_away.sheet_of_frame(title, shown, {}, as_of), "due_disputes", on_paper=True)
