"""Notes on comparisons that touch the weeks around the lunar new year.

The new year moves by up to a month, so the plain 同比 of January or February sets festival days against ordinary
ones. The aligned comparison is the one that is judged with all that is shown; the plain one keeps its own verdict in
words, but says what the aligned one says where they differ, and has no colour then.

A 环比 sets the festival weeks against those before or after them; nothing aligns it. Where one of its windows touches
these weeks, a firm verdict keeps its words and has no colour.
"""

from __future__ import annotations

from dataclasses import replace

from core.metrics.types import Judgement, Verdict

SEASONAL = "跨春节前后的环比，升降多因节日，不宜据此下结论"
FULL_STOP = "。"


def note_alignment(plain: Judgement, aligned: Judgement) -> Judgement:
    """Add a note to the plain judgement, and take its tone, where the aligned one does not say the same."""
    if plain.verdict is aligned.verdict or not (plain.verdict.is_firm or aligned.verdict.is_firm):
        return plain
    if aligned.verdict is Verdict.NOT_COMPARABLE:
        note = f"两期距春节远近不同，又不能按春节对齐（{aligned.reason}），不宜据此下结论"
    else:
        note = f"两期距春节远近不同，应看对齐后的比较：{aligned.sentence.removesuffix(FULL_STOP)}"
    return _without_tone(plain, note)


def remove_seasonal_tone(judged: Judgement) -> Judgement:
    """Add a note to a firm 环比 of which a window touches the weeks around the new year, and take its tone."""
    return _without_tone(judged, SEASONAL) if judged.verdict.is_firm else judged


def _without_tone(judged: Judgement, note: str) -> Judgement:
    notes = "；".join(filter(None, [judged.note, note]))
    return replace(judged, tone="none", note=notes, sentence=f"{judged.sentence}{note}{FULL_STOP}")
