"""The open instructions to a station about the same KPI or signal: whoever writes another is told before it is sent."""

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
    """Return the open ones to the same unit about the same KPI, or about the same signal, in their order."""
    return [instruction for instruction in visible if _is_same_matter(instruction, content)]


def _is_same_matter(instruction: Instruction, content: InstructionContent) -> bool:
    sent = instruction.state.content
    if instruction.state.is_over or sent.unit != content.unit:
        return False
    is_same_kpi = content.kpi is not None and sent.kpi == content.kpi
    return is_same_kpi or (bool(content.signal) and sent.signal == content.signal)


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
