"""The mappings that are kept: by which files are recognised, to be taken away as a file, or withdrawn."""

from __future__ import annotations

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.store.sqlite import StoreError
from core.time.days import minute_text
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download, table
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import lists


def draw(intake: StewardIntake) -> None:
    """Draw the list behind a fold; nothing while none is kept."""
    kept = intake.kept()
    if not kept:
        return
    kinds = intake.kinds()
    with st.expander(f"{words.KEPT}（{len(kept)}）", key="intake_kept_mappings"):
        rows = [
            table.Row(
                key=None,
                cells=[
                    table.text(mapping.name, kind="strong"),
                    table.text(kinds.get(mapping.kind, mapping.kind)),
                    table.number(str(mapping.version)),
                    table.text(minute_text(mapping.at)),
                    table.text(lists.actor(mapping.actor)),
                ],
            )
            for mapping in kept
        ]
        table.draw(words.KEPT_HEADS, rows, key="intake_kept_table")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = str(st.selectbox(words.KEPT_PICK, [m.name for m in kept], key="intake_kept_pick", width=320))
            text = next((mapping.text for mapping in kept if mapping.name == name), "")
            download.button(
                words.KEPT_TAKE, PreparedFile(f"{name}.toml", "application/toml", text.encode), key="intake_kept_take"
            )
            pressed = st.button(words.KEPT_FORGET, key="intake_kept_forget")
    if pressed:
        try:
            intake.forget(name)
        except (LookupError, StoreError) as error:
            st.error(str(error))
            return
        lists.rerun_with_message(words.KEPT_FORGOTTEN.format(name=name))
