"""Handling of signals: dismissed until worse, written for good, made an instruction that remembers it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_instructions import ScopedInstructions
from core.access.scoped_signals import ScopedSignals, SignalRecord, stays_dismissed
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.features.signals.episodes import KEEP, Threshold, closing_p, follow_episodes
from core.features.signals.scan_statistics import ScanStatistics
from core.features.signals.types import Signal
from core.instructions.model import InstructionContent
from core.metrics.types import Window
from core.store.dismissals import SignalEvent, SignalStep
from core.store.open import open_store
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.trail import trail_lines
from core.store.units import UnitRef
from core.time.days import day_number, first_second, to_date
from tests.support.signal_world import AS_OF

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from sqlite3 import Connection

NOW = first_second(day_number(AS_OF) + 1) + 9 * 3600
TOMORROW = AS_OF + timedelta(days=1)


@pytest.fixture
def path(eventful_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(eventful_db, tmp_path / "own.db"))


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    with closing(open_store(path, read_only=True)) as store:
        yield Engine(store)


def writing(path: Path) -> Callable[[], object]:
    @contextmanager
    def opened() -> Iterator[Connection]:
        with closing(connect(path, read_only=False)) as connection:
            yield connection

    return opened


def warnings(engine: Engine, role: Role = Role.CHIEF, unit: int = 1) -> ScopedSignals:
    return ScopedSignals(RequestContext(engine, Viewer(f"user:{role}", role, Scope(role, unit), 1)))


def handle(path: Path, scoped_signals: ScopedSignals, line: SignalRecord, step: SignalStep, reason: str) -> None:
    scoped_signals.handle(writing(path), line, step, reason, AS_OF, NOW)  # type: ignore[arg-type]


def test_what_is_dismissed_stays_so_and_is_written_for_good(path: Path, engine: Engine) -> None:
    chief, signals = warnings(engine), engine.signals(AS_OF)
    before = chief.records(signals)
    assert before and not any(line.is_dismissed for line in before)
    version, first = engine.data_version(), before[0]
    handle(path, chief, first, "dismiss", " 已核实，\n集中录入 ")
    after = {line.signal.key: line for line in chief.records(signals)}
    line = after[first.signal.key]
    assert line.is_dismissed and sum(record.is_dismissed for record in after.values()) == 1
    assert (line.events[-1].reason, line.events[-1].actor) == ("已核实， 集中录入", "user:chief")
    assert engine.data_version() == version, "no board is read anew for it"
    (written,) = trail_lines(engine.store.conn, 10, "signal_dismiss")
    assert first.signal.unit.name in written.detail and engine.catalogue.signals[first.signal.rule].zh in written.detail
    assert first.signal.key in written.detail and "集中录入" in written.detail and written.actor == "user:chief"
    assert warnings(engine, Role.INSPECTOR).records(signals) == chief.records(signals), "everybody sees it"
    handle(path, chief, line, "list_again", "又有新情况")
    assert not any(record.is_dismissed for record in chief.records(signals))
    with closing(connect(path, read_only=False)) as connection:
        for statement in ("DELETE FROM signal_event", "UPDATE signal_event SET reason = 'x'"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


def test_nothing_is_dismissed_without_a_reason_or_by_whoever_came_second(path: Path, engine: Engine) -> None:
    chief, signals = warnings(engine), engine.signals(AS_OF)
    line = chief.records(signals)[0]
    for reason in ("", " \n ", "长" * 201):
        with pytest.raises(StoreError, match="理由"):
            handle(path, chief, line, "dismiss", reason)
    handle(path, chief, line, "dismiss", "第一个")
    with pytest.raises(StoreError, match="别人刚刚"):
        handle(path, warnings(engine, Role.INSPECTOR), line, "dismiss", "第二个")
    assert len(chief.records(signals)[0].events) == 1
    assert len(trail_lines(engine.store.conn, 10, "signal_dismiss")) == 1


def test_a_station_does_not_dismiss_what_speaks_of_it(path: Path, engine: Engine) -> None:
    signals = engine.signals(AS_OF)
    station = next(signal.station for signal in signals.active if signal.station is not None)
    own = warnings(engine, Role.STATION, station)
    assert not own.may_dismiss
    with pytest.raises(AccessRefused):
        handle(path, own, own.records(signals)[0], "dismiss", "自行驳回")
    other = next(unit.id for unit in engine.units.stations(1) if unit.id != station)
    line = next(line for line in warnings(engine).records(signals) if line.signal.station == station)
    with pytest.raises(AccessRefused):
        handle(path, warnings(engine, Role.CHIEF, other), line, "dismiss", "不在范围内")
    assert warnings(engine).records(signals) == [
        replace(record, events=()) for record in warnings(engine).records(signals)
    ]


def test_an_instruction_remembers_its_signal(path: Path, engine: Engine) -> None:
    signals = engine.signals(AS_OF)
    signal = next(candidate for candidate in signals.active if candidate.station is not None)
    assert signal.station is not None
    scoped_instructions = ScopedInstructions(
        RequestContext(engine, Viewer("user:chief", "chief", Scope(Role.CHIEF, 1), 1))
    )
    with closing(open_store(path)) as store:
        content = InstructionContent(signal.station, "核实预警", signal.kpi, verdict=signal.why, signal=signal.key)
        number = scoped_instructions.send(store, content, NOW)
    instructions = {line.signal.key: line.instructions for line in warnings(engine).records(signals)}
    assert instructions.pop(signal.key) == (number,) and not any(instructions.values())
    assert scoped_instructions.find(number, NOW).state.content == content


UNIT = UnitRef(id=1, code="", name="", kind="station", parent=None, setting=None)
weights = st.floats(0, 20)
days = st.integers(20_000, 20_100)


@given(then=weights, now=weights, worse=st.floats(0.1, 5), day=days, since=days, steps=st.integers(0, 4))
def test_dismissed_until_worse_or_anew(then: float, now: float, worse: float, day: int, since: int, steps: int) -> None:
    signal = Signal("k", "r", "rise", "burst", UNIT, 1, None, Window(day, day), to_date(since), False, now, "")
    names: list[SignalStep] = ["dismiss", "list_again"]
    events = tuple(SignalEvent("k", n + 1, 0, "a", names[n % 2], "r", "", day, then) for n in range(steps))
    stays = stays_dismissed(signal, events, worse)
    assert stays == (steps % 2 == 1 and since <= day and now < then + worse)
    if stays:
        assert stays_dismissed(replace(signal, weight=now / 2), events, worse), "better is not worse"


def test_a_signal_stays_on_up_to_ten_times_its_odds_and_never_on_weak_ones() -> None:
    assert [closing_p(limit) for limit in (1e-6, 0.0005, 0.005, 0.02)] == pytest.approx([1e-5, 0.005, 0.01, 0.02])


@given(
    st.lists(st.lists(st.floats(1e-9, 1), min_size=3, max_size=3), min_size=1, max_size=30),
    st.floats(0.01, 10),
    st.sampled_from([1, 7]),
)
def test_a_signal_begins_at_the_threshold_and_goes_on_through_small_dips(
    ps: list[list[float]], a_month: float, interval: int
) -> None:
    scans = [ScanStatistics(np.full((1, 1, 3), 9), np.full((1, 1, 3), 1.0), np.array(row)[None, None]) for row in ps]
    limit = Threshold(a_month, 3, interval).p
    assert limit * 3 * 365.25 / 12 / interval == pytest.approx(a_month)
    on = np.zeros((1, 3), bool)
    for number, (row, state) in enumerate(zip(ps, follow_episodes(scans, a_month, interval, 1), strict=True)):
        p = np.array([row])
        assert (state.active == ((p <= limit) | (on & (p <= max(limit, min(KEEP * limit, 0.01)))))).all()
        assert (state.started == (state.active & ~on)).all() and (p[state.started] <= limit).all()
        assert (state.began_at[state.started] == number).all() and (state.began_at <= number).all()
        on = state.active


def test_too_few_records_begin_nothing() -> None:
    scan = ScanStatistics(np.array([[[2, 3]]]), np.array([[[0.1, 0.1]]]), np.array([[[1e-9, 1e-9]]]))
    (state,) = follow_episodes([scan], 1.0, 1, 3)
    assert state.active.tolist() == [[False, True]]


def test_a_day_is_a_day(engine: Engine) -> None:
    """No signal speaks of a day after the day asked about."""
    for day in (date(2026, 10, 5), date(2026, 2, 20), date(2024, 3, 1), TOMORROW):
        for signal in engine.signals(day).active:
            assert signal.since <= day and signal.window.end <= day


def test_a_wall_hears_the_signals_that_stand_and_reads_no_record(path: Path, engine: Engine) -> None:
    chief, kiosk, signals = warnings(engine), warnings(engine, Role.KIOSK), engine.signals(AS_OF)
    before = chief.heard(signals).digests
    assert sum(digest.total for digest in before) == len(chief.records(signals))
    assert kiosk.heard(signals) == chief.heard(signals)
    counted = Counter({station: sum(groups.values()) for station, groups in chief.heard(signals).counts.items()})
    at_stations = [signal for signal in signals.active if signal.station is not None]
    late = {signal.key for signal in at_stations if signal.rule == "instructions"}
    assert late, "and a wall counts the instructions themselves"
    assert counted == Counter(signal.station for signal in at_stations if signal.key not in late)
    assert all(digest.lead.headline and not digest.lead.records for digest in before)
    with pytest.raises(AccessRefused):
        kiosk.records(signals)
    handle(path, chief, chief.records(signals)[0], "dismiss", "已核实")
    after = kiosk.heard(signals).digests
    assert sum(digest.total for digest in after) == sum(digest.total for digest in before) - 1, "a dismissed one is out"
    with pytest.raises(AccessRefused):
        warnings(engine, Role.OFFICER).heard(signals)
