"""Columns of figures of a wide report: what each counts, and of which period."""

from __future__ import annotations

from collections import defaultdict

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.intake.mapping.header_periods import period_said
from core.intake.mapping.model import WideColumn
from core.intake.mapping.names import KindNames
from core.intake.mapping.suggest_wide import class_above
from core.intake.workbench.draft import FILE_PERIOD, MappingDraft, compared_headers, figure_headers
from core.intake.workbench.sheet_look import SheetLook
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import choice_line

_SKIP = "\x00skip"  # no measure is called this
LEAST_ALIKE = 2  # columns for which one choice is worth a line of its own
_MONTH_OF_FILE = "{year}-"


def draw(names: KindNames, draft: MappingDraft, look: SheetLook, number: int) -> list[str]:
    """Draw a line for each column that may hold figures; returns what is still asked."""
    headers = figure_headers(look, names, draft)
    compared = compared_headers(look, names, headers)
    shown = [header for header in headers if header not in compared]
    for header in [header for header in draft.wide if header not in shown]:
        del draft.wide[header]
    if not shown:
        return []
    st.markdown(f"### {words.WIDE}")
    for above, alike in _alike_headers(draft, shown).items():
        _draw_common(names, above, alike, number)
    for header in shown:
        _draw_line(names, draft, look, header, number)
    is_open = "measure" not in draft.columns
    return [
        words.MEASURE_ASKED.format(header=header)
        for header in shown
        if is_open and header in draft.wide and not draft.wide[header].measure
    ]


def _alike_headers(draft: MappingDraft, shown: list[str]) -> dict[str, list[str]]:
    """Return the columns of which nobody knows what they count, by what stands above them.

    Those below one merged header are one figure in several periods; so are those that are named by a month alone.
    """
    if "measure" in draft.columns:
        return {}
    alike: dict[str, list[str]] = defaultdict(list)
    for header in shown:
        if header not in draft.wide or not draft.wide[header].measure:
            alike[class_above(header)].append(header)
    return {
        above: headers
        for above, headers in alike.items()
        if len(headers) >= LEAST_ALIKE and len({_assumed_period(draft, header) for header in headers}) == len(headers)
    }


def _assumed_period(draft: MappingDraft, header: str) -> str:
    """Return the period that a column is taken for so far."""
    before = draft.wide.get(header)
    return (before.period if before else period_said(header)) or FILE_PERIOD


def _draw_common(names: KindNames, above: str, asked: list[str], number: int) -> None:
    """Draw one choice for columns that are one figure in several periods; `above` is the header over all of them."""
    measures, key = names.choices("measure"), f"intake_wide_common_{number}_{above}"

    def fill() -> None:
        for header in asked:
            st.session_state[_key(number, header)] = st.session_state[key]

    label = (words.WIDE_ABOVE if above else words.WIDE_COMMON).format(above=above, count=len(asked))
    st.selectbox(
        escape_markdown(label),
        list(measures),
        index=None,
        format_func=measures.__getitem__,
        placeholder=words.CHOOSE,
        key=key,
        width=420,
        on_change=fill,
    )


def _key(number: int, header: str) -> str:
    return f"intake_wide_{number}_{header}"


def _draw_line(names: KindNames, draft: MappingDraft, look: SheetLook, header: str, number: int) -> None:
    measures, near, before = names.choices("measure"), draft.near.get(header, ()), draft.wide.get(header)
    if "measure" in draft.columns:
        measures, near = {"": words.WIDE_BY_ROW}, ()
    at = None if near and before is None else _SKIP if before is None else before.measure
    picked, beside = choice_line.draw(
        header,
        [*near, _SKIP, *(code for code in measures if code not in near)],
        lambda code: measures.get(code, words.WIDE_SKIP),
        at=at,
        key=_key(number, header),
    )
    if picked == _SKIP:
        draft.wide.pop(header, None)
        draft.near.pop(header, None)
        beside.text("、".join(look.examples(header)))
        return
    period = "" if "period" in draft.columns else _draw_period(beside, draft, header, number)
    draft.wide[header] = WideColumn(measure=picked or "", period=period, factor=before.factor if before else 1)


def _draw_period(beside: DeltaGenerator, draft: MappingDraft, header: str, number: int) -> str:
    """Draw which period a column speaks of."""
    at = _assumed_period(draft, header)
    periods = {**words.FILE_PERIODS, at: words.FILE_PERIODS.get(at) or _own_period(at)}
    return beside.selectbox(
        escape_markdown(f"{header}{words.WIDE_PERIOD}"),
        list(periods),
        index=list(periods).index(at),
        format_func=periods.__getitem__,
        label_visibility="collapsed",
        key=f"intake_wide_period_{number}_{header}",
    )


def _own_period(period: str) -> str:
    """Return a period that a header says: a month of the file's year, or as it is written."""
    month = period.removeprefix(_MONTH_OF_FILE)
    return period if month == period else words.MONTH.format(month=month.lstrip("0"))
