"""Lines about signals: those that began since a day, those that ended, and those that somebody dismissed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from core.features.signals.digest import SignalGroup, group_of
from core.features.signals.text import since_text
from core.features.signals.types import Signal
from core.features.today.types import TodayKind, TodayLine

PAGE = "signals"


def new_signals(signals: Iterable[Signal], since: date) -> Iterator[TodayLine]:
    """Yield the signals that began since a day; that work is overdue is told by the work itself."""
    for signal in signals:
        if signal.since >= since and group_of(signal.kind) is not SignalGroup.OVERDUE:
            yield _line(_kind(signal), signal, f"自 {since_text(signal)}")


def ended_signals(before: Iterable[Signal], now: Iterable[Signal]) -> Iterator[TodayLine]:
    """Yield the signals that were on and are over by themselves."""
    standing = {key for signal in now for key in (signal.key, *signal.also_keys)}
    for signal in before:
        if signal.key not in standing and group_of(signal.kind) is not SignalGroup.OVERDUE:
            yield _line(TodayKind.ENDED, signal, "")


def dismissed_signals(dismissals: Iterable[tuple[Signal, str]]) -> Iterator[TodayLine]:
    """Yield the signals that somebody dismissed, each with the reason."""
    for signal, reason in dismissals:
        yield _line(TodayKind.DISMISSED, signal, f"理由：{reason}")


def _kind(signal: Signal) -> TodayKind:
    if signal.kind == "late":
        return TodayKind.LATE
    return TodayKind.DOUBTFUL if group_of(signal.kind) is SignalGroup.DOUBTFUL_DATA else TodayKind.UNUSUAL


def _line(kind: TodayKind, signal: Signal, ground: str) -> TodayLine:
    place, text = place_and_text(signal)
    return TodayLine(kind, place, text, ground, page=PAGE)


def place_and_text(signal: Signal) -> tuple[int, str]:
    """Return the unit that would act, and the finding, with the community that it is of where it is of one."""
    text = signal.headline or signal.finding
    if signal.station is not None and signal.unit.id != signal.station:
        text = f"{signal.unit.name}：{text}"
    return signal.station or signal.unit.id, text
