"""One line for one rise: a burst of what is rising for long already is told with it, not beside it.

The signals themselves remain two, each with its own key, day and threshold; they are only told as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from core.features.signals.types import Signal

ALSO_A_BURST = "单看一段也突增："


def told_once(signals: Sequence[Signal]) -> tuple[Signal, ...]:
    """Return the signals in their order, each lasting rise with the bursts of the same unit and KPI in it."""
    lasting = {(signal.unit.id, signal.kpi) for signal in signals if signal.family == "lasting"}
    bursts: dict[tuple[int, str | None], list[Signal]] = defaultdict(list)
    for signal in signals:
        if signal.family == "burst":
            bursts[signal.unit.id, signal.kpi].append(signal)
    return tuple(
        _with_bursts(signal, bursts[signal.unit.id, signal.kpi]) if signal.family == "lasting" else signal
        for signal in signals
        if signal.family != "burst" or (signal.unit.id, signal.kpi) not in lasting
    )


def _with_bursts(lasting: Signal, bursts: Sequence[Signal]) -> Signal:
    """Return a lasting rise that tells its bursts too: as grave as the gravest, by chance as often as any of them."""
    if not bursts:
        return lasting
    return replace(
        lasting,
        finding=lasting.finding + "".join(ALSO_A_BURST + burst.finding for burst in bursts),
        weight=max(signal.weight for signal in (lasting, *bursts)),
        chance_a_month=sum(signal.chance_a_month for signal in (lasting, *bursts)),
        also_keys=tuple(burst.key for burst in bursts),
    )
