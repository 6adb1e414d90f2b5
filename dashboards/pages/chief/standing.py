"""End of the strip: whether anything is confirmed at all, how many signals stand; and that all is steady, if it is."""

from __future__ import annotations

from core.board.attention import KINDS
from core.features.signals.tally import SignalTally
from core.metrics.types import Board, Verdict
from dashboards.i18n.words import verdicts as words
from dashboards.queries.background import PendingResult


def standing_text(
    board: Board, tally: PendingResult[SignalTally] | None, *, has_notices: bool, has_overdue: bool, is_part: bool
) -> str:
    """Return the sentence; `is_part` says that the board is one of several that the wall shows in turn."""
    if not has_notices and not has_overdue and is_steady(board, tally):
        return words.STEADY
    verdicts = [] if has_notices else [_verdict_text(board, is_part=is_part)]
    return words.STANDING_JOINT.join([*verdicts, _signals_text(tally)])


def is_steady(board: Board, tally: PendingResult[SignalTally] | None) -> bool:
    """Return True where no change is confirmed, no signal stands, and nothing shown is in doubt or late."""
    is_doubtful = bool(board.late_kpis) or any(
        board.board_of(kpi).figures[kpi, board.units[0].id].has_false_part for kpi in board.kpis
    )
    has_signals = tally is None or tally.answer is None or bool(tally.answer)
    return not (is_doubtful or has_signals or _confirmed(board))


def _confirmed(board: Board) -> list[str]:
    """Return the KPIs of the board that have risen or fallen beyond doubt, for better, worse or neither."""
    focus = board.units[0].id
    return [
        kpi
        for kpi in board.kpis
        if any(
            judgement is not None and judgement.verdict in (Verdict.RISE, Verdict.FALL)
            for judgement in (board.judgements.get((kpi, focus, kind)) for kind in KINDS)
        )
    ]


def _verdict_text(board: Board, *, is_part: bool) -> str:
    confirmed = len(_confirmed(board))
    if confirmed:
        return words.CONFIRMED.format(count=confirmed)
    return words.NONE_CONFIRMED_HERE if is_part else words.NONE_CONFIRMED


def _signals_text(tally: PendingResult[SignalTally] | None) -> str:
    if tally is None:
        return words.SIGNALS_PENDING
    if tally.answer is None:
        return words.SIGNALS_FAILED
    if not tally.answer:
        return words.NO_SIGNALS
    groups = words.SIGNAL_JOINT.join(
        words.SIGNAL_GROUP.format(group=group.label, count=count) for group, count in tally.answer.items()
    )
    return words.SIGNALS.format(count=sum(tally.answer.values()), groups=groups)
