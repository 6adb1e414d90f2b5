"""Evidence of an instruction as lines: what the figure was, against what, and why it was told."""

from __future__ import annotations

from core.instructions.model import InstructionContent
from dashboards.i18n.words import instructions as words


def evidence_text(content: InstructionContent) -> str:
    """Return a line for each piece of evidence that there is."""
    lines = (
        (words.FIGURE, content.after),
        (words.INTERVAL, content.interval),
        (words.STANDARD, content.standard),
        (words.BASE, content.before),
        (words.VERDICT, content.verdict),
        (words.NOTICE, content.notice),
    )
    return "\n".join(f"{label}：{text}" for label, text in lines if text)
