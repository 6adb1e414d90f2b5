"""A contest as a table: how each area changed, with the evidence, and the situation beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalogue.model import Catalogue
from core.features.contests.text import base_text, cells, headline, heads, remarks, situation_heads
from core.features.contests.types import Contest
from dashboards.components import export, table
from dashboards.i18n.words import contest as words

# What is no figure: the area, its verdict and its naming. The reason, a sentence, stands below the area's name.
_KINDS = {"片区": "strong", "与自己比": "nowrap", "定级": "nowrap"}
_REASON, _AREA = "说明", "片区"


def draw(contest: Contest, catalogue: Catalogue) -> None:
    """Draws what it comes to, then every area, then what a reader must know."""
    for text in (headline(contest), base_text(contest)):
        st.text(text)
    if not contest.lines:
        st.info(words.EMPTY)
    else:
        titles = (*heads(contest), *situation_heads(catalogue, contest))
        rows = [cells(contest, line) for line in contest.lines]
        shown = [title for title in titles if title != _REASON]
        reasons = {row[titles.index(_REASON)] for row in rows}
        if len(rows) > 1 and len(reasons) == 1:  # once for all of them
            st.text(words.ALL_AREAS.format(reason=reasons.pop()))
        lines = [_cells(titles, row, has_reason=bool(reasons)) for row in rows]
        table.draw(shown, [{"key": None, "cells": line} for line in lines], key="contest_areas")
        name = words.FILE.format(zh=contest.zh, period=contest.label)
        export.draw(export.sheet_of_rows(name, titles, rows, contest.as_of), "contest")
    for left in contest.left_out:
        st.text(words.LEFT_OUT.format(zh=left.zh, reason=left.reason))
    for text in remarks(contest):
        st.text(text)


def _cells(titles: Sequence[str], row: Sequence[str], *, has_reason: bool) -> list[table.Cell]:
    of = dict(zip(titles, row, strict=True))
    reason = of.pop(_REASON, "")
    return [
        table.text(text, note=reason if has_reason and title == _AREA else "", kind=_KINDS[title])
        if title in _KINDS
        else table.number(text)
        for title, text in of.items()
    ]
