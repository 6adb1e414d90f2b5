"""A contest as a table: how each area changed, with the evidence, and the situation beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalogue.model import Catalogue
from core.features.contests.text import base_text, cells, headline, heads, remarks, situation_heads
from core.features.contests.types import AreaLine, Contest
from dashboards.components import export, table
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import contest as words

# What is no figure: the area, its verdict and its naming. The reason, a sentence, stands below the area's name.
_STRONG = "strong"
_KINDS = {"片区": _STRONG, "与自己比": "nowrap", "定级": "nowrap"}
COUNTS_AT = 2  # where the two counts stand among the texts of a line
_SAID_ONCE = ("名次", "与自己比", "定级")


def draw(contest: Contest, catalogue: Catalogue) -> None:
    """Draws what it comes to, then every area, then what a reader must know."""
    with st.container(key="contest_sentence"):
        st.text(headline(contest))
    st.text(base_text(contest))
    if not contest.lines:
        st.info(words.EMPTY)
    else:
        titles = (*heads(contest), *situation_heads(catalogue, contest))
        reason_at = len(heads(contest)) - 1  # the last before the situation
        rows = [cells(contest, line) for line in contest.lines]
        reasons = {row[reason_at] for row in rows}
        is_said_once = len(rows) > 1 and len(reasons) == 1
        if is_said_once and (reason := reasons.pop()):
            st.text(words.ALL_AREAS.format(reason=reason))
        alike = {place for place in _alike(titles, rows) if place != reason_at}
        if alike:
            columns = [words.ALIKE_COLUMN.format(head=titles[place], text=rows[0][place]) for place in sorted(alike)]
            st.text(words.ALIKE.format(columns="；".join(columns)))
        places = [place for place in range(len(titles)) if place != reason_at and place not in alike]
        titles_shown = [titles[place] for place in places]
        lines = [
            _cells(titles_shown, [row[place] for place in places], "" if is_said_once else row[reason_at])
            for row in rows
        ]
        table.draw(titles_shown, [{"key": None, "cells": line} for line in lines], key="contest_areas")
        name = words.FILE.format(zh=contest.zh, period=contest.label)
        filed = [_with_counts(row, line) for row, line in zip(rows, contest.lines, strict=True)]
        export.draw(export.sheet_of_rows(name, titles, filed, contest.as_of), "contest")
    for left in contest.left_out:
        st.text(words.LEFT_OUT.format(zh=left.zh, reason=left.reason))
    for text in remarks(contest):
        st.caption(escape_markdown(text))


def _with_counts(row: Sequence[str], line: AreaLine) -> list[object]:
    """Return a line of the file: its two counts as numbers, with which one can calculate."""
    return [*row[:COUNTS_AT], line.now, line.base, *row[COUNTS_AT + 2 :]]


def _alike(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the places of the columns of words that say the same of every area: a sentence says it once."""
    return [
        place for place, title in enumerate(titles) if title in _SAID_ONCE and len({row[place] for row in rows}) == 1
    ]


def _cells(titles: Sequence[str], row: Sequence[str], reason: str) -> list[table.Cell]:
    kinds = [_KINDS.get(title) for title in titles]
    return [
        table.number(text) if kind is None else table.text(text, note=reason if kind == _STRONG else "", kind=kind)
        for kind, text in zip(kinds, row, strict=True)
    ]
