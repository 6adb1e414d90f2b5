"""Signals as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.catalogue.signal_model import SignalFamily, SignalKind, WorkList
from core.features.signals.chance_text import chance_text
from core.features.signals.episodes import Threshold
from core.metrics.types import Window
from core.store.unit_words import WHOLE
from core.store.units import UnitRef


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: the same from the day it began until it is over, identified by its `key`.

    `family` groups the kinds by how they are found. `chance_a_month`: how many signals of this rule chance alone makes
    a month in the whole bureau, at most or about (`chance_is_bound`); 0 for plain facts. `station` is who would act on
    it, where one station would. `finding` is one or two Chinese sentences with figures; `headline` is the same in the
    few words that a wall has room for, without the unit, and empty where there are none. `weight` tells whether it has
    grown worse (see SignalRule.worse). `began_earlier`: it began before `since`, the first day searched. `records` are
    numbers of records that it rests on. `also_keys` are the keys of signals that are told in this one. `work_list` is
    the list whose pieces of work are overdue, where it tells that. `subject` is what it is about, as its rule names it:
    a KPI, a list, a kind of record or a source. `whole` is what the whole bureau is called, such as 全局.
    """

    key: str
    rule: str
    kind: SignalKind
    family: SignalFamily
    unit: UnitRef
    station: int | None
    kpi: str | None
    window: Window
    since: date
    began_earlier: bool
    weight: float
    finding: str
    chance_a_month: float = 0.0
    chance_is_bound: bool = True
    records: tuple[str, ...] = ()
    also_keys: tuple[str, ...] = ()
    headline: str = ""
    work_list: WorkList | None = None
    subject: str = ""
    whole: str = WHOLE

    @property
    def why(self) -> str:
        """The finding, and how often chance alone makes such a signal (Chinese)."""
        return self.finding + chance_text(self.chance_a_month, self.whole, is_bound=self.chance_is_bound)


@dataclass(frozen=True, slots=True)
class Signals:
    """All signals that are active at the end of a day, and the threshold of each rule of chance."""

    as_of: date
    active: tuple[Signal, ...]
    thresholds: Mapping[str, Threshold]
    false_alarms_a_month: float
    left_out: tuple[str, ...] = ()
    whole: str = WHOLE  # what the whole bureau is called
