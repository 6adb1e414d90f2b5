"""Single rows that a steward takes out by their numbers, as a batch that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.access.steward_batches import StewardBatches
from core.intake.fields import LEDGER, UNITS
from core.store.sqlite import StoreError
from dashboards.i18n.words import batches as words
from dashboards.pages.steward import lists


def draw(desk: StewardBatches, kinds: Mapping[str, str]) -> None:
    """Draw the form behind a fold."""
    own = [kind for kind in kinds if kind != UNITS]
    with st.expander(words.SINGLE, key="single_rows"):
        st.text(words.SINGLE_NOTE)
        kind = st.selectbox(
            words.SINGLE_KIND,
            own,
            index=own.index(LEDGER),
            format_func=lambda name: kinds[name],
            key="single_kind",
            width=220,
        )
        names = [line.strip() for line in st.text_area(words.SINGLE_IDS, key="single_ids").splitlines() if line.strip()]
        pressed = st.button(words.SINGLE_DO, disabled=not names, key="single_do")
        if not pressed:
            return
        try:
            report = desk.withdraw(kind, names)
        except (LookupError, StoreError) as error:
            st.error(str(error))
            return
    lists.rerun_with_message(words.SINGLE_DONE.format(count=report.withdrawn, batch=report.batch))
