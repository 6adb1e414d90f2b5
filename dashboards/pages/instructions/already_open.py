"""The open instructions to a station about the same KPI: whoever writes another is told before it is sent."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.instructions.model import InstructionContent
from core.instructions.read import Instruction
from dashboards.components import choices
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions.list import NUMBER

MOST = 3


def open_about(content: InstructionContent, visible: Iterable[Instruction]) -> list[Instruction]:
    """Return the open ones to the same unit about the same KPI, named or that of a signal, in their order."""
    about = content.unit, content.subject
    return [
        instruction
        for instruction in visible
        if content.subject and not instruction.state.is_over and _matter(instruction) == about
    ]


def _matter(instruction: Instruction) -> tuple[int, str]:
    sent = instruction.state.content
    return sent.unit, sent.subject


def draw(content: InstructionContent, visible: Iterable[Instruction]) -> None:
    """Draw a sentence and a link to each; nothing where there is none."""
    same = open_about(content, visible)
    if not same:
        return
    with st.container(key="already_open", horizontal=True, vertical_alignment="center", gap="small"):
        st.text(words.ALREADY_OPEN.format(count=len(same)), width="content")
        for instruction in same[:MOST]:
            label = words.ALREADY_OPEN_LINK.format(number=instruction.number, stage=instruction.state.stage.label)
            choices.draw_link("instructions", label, **{NUMBER: instruction.number})
