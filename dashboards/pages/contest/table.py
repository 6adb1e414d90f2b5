"""A contest as a table: how each area changed, with the evidence, and the situation beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalogue.model import Catalogue
from core.features.contests.text import base_text, cells, headline, heads, remarks, situation_heads
from core.features.contests.types import Contest
from dashboards.components import export, table
from dashboards.i18n.words import contest as words

# What is no figure: the area, its verdict, its naming and the reason.
_KINDS = {"片区": "strong", "与自己比": "nowrap", "定级": "nowrap", "说明": ""}


def draw(contest: Contest, catalogue: Catalogue) -> None:
    """Draws what it comes to, then every area, then what a reader must know."""
    for text in (headline(contest), base_text(contest)):
        st.text(text)
    if not contest.lines:
        st.info(words.EMPTY)
    else:
        titles = (*heads(contest), *situation_heads(catalogue, contest))
        rows = [cells(contest, line) for line in contest.lines]
        table.draw(titles, [{"key": None, "cells": _cells(titles, row)} for row in rows], key="contest_areas")
        name = words.FILE.format(zh=contest.zh, period=contest.label)
        export.draw(export.sheet_of_rows(name, titles, rows, contest.as_of), "contest")
    for left in contest.left_out:
        st.text(words.LEFT_OUT.format(zh=left.zh, reason=left.reason))
    for text in remarks(contest):
        st.text(text)


def _cells(titles: Sequence[str], row: Sequence[str]) -> list[table.Cell]:
    return [
        table.text(text, kind=_KINDS[title]) if title in _KINDS else table.number(text)
        for title, text in zip(titles, row, strict=True)
    ]
