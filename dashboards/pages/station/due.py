"""A station's due work: instructions, disputes, cases running out, key disputes; each with the way to its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from core.features.dockets.open_cases import DueState
from core.features.stations.due import DAYS_AHEAD
from core.features.stations.types import StationDueDispute
from core.instructions.model import Stage
from dashboards.components import choices, export, frame_table
from dashboards.i18n import words as common
from dashboards.i18n.words import station as words
from dashboards.queries import database, dockets, instructions, station

DISPUTES_ANCHOR = "due-disputes"


@dataclass(frozen=True)
class Card:
    """One kind of work: its help, how many are late, the other counts in words, and its page.

    `page` is the address of the page where it is done; None for the page at hand.
    `fact` is the kind of record that the counts come from; None for instructions, which nobody imports.
    """

    name: str
    help: str
    late: int
    counts: str
    page: str | None
    fact: str | None = None


def cards(unit: int, as_of: date) -> list[Card]:
    """Return the four kinds of work."""
    return [
        _instruction_card(unit),
        _dispute_card(station.disputes_due(unit, as_of)),
        _case_card(unit, as_of),
        _key_dispute_card(unit, as_of),
    ]


def sentence(due_cards: Sequence[Card], missed: Sequence[str]) -> str:
    """Return in one sentence what the station has to see to: standards `missed`, by name, and work that is late.

    Empty where nothing is, but some records have never come: then nobody knows.
    """
    clauses = [words.MISSED.format(kpis="、".join(missed))] if missed else []
    clauses += [words.LATE_WORK.format(work=card.name, count=card.late) for card in due_cards if card.late]
    if clauses:
        return f"{'，'.join(clauses)}。"
    return words.ALL_WELL if all(map(_is_known, due_cards)) else ""


def _is_known(card: Card) -> bool:
    return card.fact is None or card.fact in station.last_days()


def _instruction_card(unit: int) -> Card:
    visible = instructions.scoped().list_visible(instructions.now(), 0)
    own = [instruction for instruction in visible if instruction.state.content.unit == unit]
    stages = Counter(instruction.state.stage for instruction in own)
    late = sum(bool(instruction.expired_clocks) for instruction in own)
    sign, work = stages[Stage.SENT], stages[Stage.SIGNED]
    counts = words.INSTRUCTION_COUNTS.format(sign=sign, work=work) if sign + work else words.INSTRUCTIONS_NONE
    return Card(words.INSTRUCTIONS, words.INSTRUCTIONS_HELP, late, counts, "instructions")


def _dispute_card(due: Sequence[StationDueDispute]) -> Card:
    late = sum(dispute.days_left < 0 for dispute in due)
    template = words.DISPUTE_COUNTS if due else words.DISPUTES_NONE
    counts = template.format(ahead=DAYS_AHEAD, near=len(due) - late)
    return Card(words.DISPUTES, words.DISPUTES_HELP, late, counts, None, "dispute")


def _case_card(unit: int, as_of: date) -> Card:
    cases = dockets.open_cases(unit, as_of)
    states = Counter(case.state for case in cases)
    counts = words.CASE_COUNTS.format(near=states[DueState.NEAR], open=len(cases)) if cases else words.CASES_NONE
    return Card(words.CASES, words.CASES_HELP, states[DueState.OVERDUE], counts, "cases", "case")


def _key_dispute_card(unit: int, as_of: date) -> Card:
    disputes = dockets.key_disputes(unit, as_of)
    late = sum(dispute.days_left is not None and dispute.days_left < 0 for dispute in disputes)
    unassigned = sum(not (dispute.has_leader and dispute.has_owner) for dispute in disputes)
    counts = words.KEY_COUNTS.format(open=len(disputes), bare=unassigned) if disputes else words.KEY_NONE
    return Card(words.KEY, words.KEY_HELP, late, counts, "key_disputes", "dispute")


def _counts_text(card: Card, as_of: date) -> str:
    """Return the counts besides the late ones, and since when no records came, where that matters."""
    if card.fact is None:
        return card.counts
    last = station.last_days().get(card.fact)
    if last is None:
        return words.NOT_IMPORTED.format(kind=database.catalogue().facts[card.fact].zh)
    return f"{card.counts}　{words.RECORDS_END.format(last=last)}" if last < as_of else card.counts


def draw(due_cards: Sequence[Card], missed: Sequence[str], as_of: date) -> None:
    """Draw the sentence and the cards in a line; on a telephone one below the other."""
    if text := sentence(due_cards, missed):
        with st.container(key="station_sentence"):
            st.text(text)
    with st.container(key="due", horizontal=True, gap="small"):
        for card in due_cards:
            with st.container(border=True, width="stretch", gap=None):
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.markdown(f"**{card.name}**", help=card.help, width="content")
                    st.markdown(_late_text(card), width="content")
                st.caption(_counts_text(card, as_of))
                if card.page is not None:
                    choices.draw_link(card.page, words.OPEN)
                elif card.late:
                    st.markdown(f"[{words.BELOW}](#{DISPUTES_ANCHOR})", width="content")


def _late_text(card: Card) -> str:
    """Return how many are late; unknown where nobody has imported the records."""
    if not _is_known(card):
        return common.NO_DATA
    return f":red[**{words.LATE.format(count=card.late)}**]" if card.late else words.NO_LATE


def draw_disputes(due: Sequence[StationDueDispute], as_of: date) -> None:
    """Draw the disputes past their due day or nearly, the longest past first."""
    title = words.DISPUTES_TABLE.format(ahead=DAYS_AHEAD)
    st.subheader(title, anchor=DISPUTES_ANCHOR, help=words.DISPUTES_HELP)
    if not due:
        st.info(words.DISPUTES_NONE.format(ahead=DAYS_AHEAD))
        return
    rows = [
        (
            dispute.id,
            dispute.kind,
            dispute.due,
            common.due_text(-dispute.days_left),
            dispute.owner or "",
            dispute.leader or "",
            common.KEY_DISPUTE if dispute.is_key else "",
        )
        for dispute in due
    ]
    frame = pd.DataFrame(rows, columns=list(words.DISPUTE_HEADS))
    frame = frame.drop(columns=[name for name in frame.columns if not frame[name].astype(bool).any()])
    frame_table.draw(frame, "due_disputes_rows")
    export.draw(export.sheet_of_frame(title, frame, {}, as_of), "due_disputes")
