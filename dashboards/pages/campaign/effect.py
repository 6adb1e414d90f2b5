"""Did the campaign move anything: the answer in a sentence, and each KPI beside its usual change from year to year."""

from __future__ import annotations

import streamlit as st

from core.access.viewer import AccessRefused
from core.catalogue.model import Catalogue
from core.features.campaigns import effect_text
from core.features.campaigns.types import CampaignProgress
from dashboards.components import export, table
from dashboards.i18n.words import campaign as words
from dashboards.queries import campaigns, database

NUMBERS = (1, 2, 3, 5)


def draw(progress: CampaignProgress, catalogue: Catalogue) -> None:
    """Draw the sentence, the table and what the comparison takes for granted."""
    try:
        effects = campaigns.effects(progress.id)
    except AccessRefused:
        st.info(words.EFFECT_PART_ONLY)
        return
    st.markdown(f"**{effect_text.effects_sentence(catalogue, effects)}**")
    texts = [effect_text.effect_cells(catalogue, effect) for effect in effects.effects]
    rows: list[table.Row] = [{"key": None, "cells": _cells(row)} for row in texts]
    table.draw(effect_text.EFFECT_HEADS, rows, key="campaign_effects")
    name = words.EFFECT_FILE.format(zh=progress.zh, day=progress.as_of)
    export.draw(export.sheet_of_rows(name, effect_text.EFFECT_HEADS, texts, progress.as_of), "campaign_effects")
    for text in (effect_text.method_text(effects, database.bureau()), words.EFFECT_NOTE):
        st.caption(text)


def _cells(texts: list[str]) -> list[table.Cell]:
    figures = [table.number(text) if at in NUMBERS else table.text(text) for at, text in enumerate(texts[1:], 1)]
    return [table.text(texts[0], kind="strong"), *figures]
