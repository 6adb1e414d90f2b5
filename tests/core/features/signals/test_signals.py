"""Signals: checked against a reading of the raw rows; the same signal stays the same; who may see it."""

from __future__ import annotations

import itertools
import math
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_signals import ScopedSignals
from core.access.viewer import AccessRefused, Scope, Viewer
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.features.signals.amount_series import AmountSeries
from core.features.signals.detect import detector_of
from core.features.signals.detection_context import DetectionContext
from core.features.signals.expected_counts import Expectation, p_of_so_few, p_of_so_many
from core.features.signals.same_rise import told_once
from core.features.signals.scan_statistics import ShareScanner
from core.features.signals.types import Signal, Signals
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.time.days import day_number
from dashboards.cli.command import cli
from tests.support.signal_world import AS_OF, due

pytestmark = pytest.mark.slow

LAST = day_number(AS_OF)


@pytest.fixture(scope="module")
def path(eventful_db: Path) -> Path:
    return eventful_db


@pytest.fixture(scope="module")
def engine(path: Path) -> Iterator[Engine]:
    store = open_store(path, read_only=True)
    yield Engine(store)
    store.close()


@pytest.fixture(scope="module")
def now(engine: Engine) -> Signals:
    return engine.signals(AS_OF)


def test_what_happens_is_found_where_it_happens(engine: Engine, now: Signals) -> None:
    kinds = {signal.kind for signal in now.active}
    assert {"cluster", "repeat", "fault", "rise", "overdue"} <= kinds
    (cluster,) = {signal.unit.id for signal in now.active if signal.kind == "cluster"}
    assert {signal.unit.id for signal in now.active if signal.kind == "repeat"} == {cluster}
    silent = [signal for signal in now.active if signal.kind == "fault" and "太少" in signal.why]
    assert silent and all("接警量 0 起" in signal.why for signal in silent)
    assert {signal.rule for signal in now.active} <= set(engine.catalogue.signals)


def counted(engine: Engine, kind: str, unit: int, first: int, last: int) -> int:
    """Alerts of a class, of a unit and below it, over some days, counted row by row."""
    tree = engine.units
    units = {unit, *(descendant.id for descendant in tree.below(unit))}
    rows = engine.store.conn.execute("SELECT unit, occurred_at, class FROM fact_alert WHERE class = ?", [kind])
    return sum(there in units and first <= (at + 8 * 3600) // 86_400 <= last for there, at, _ in rows)


def tail(count: int, mean: float, variance: float) -> float:
    """So many or more by the negative binomial law, term by term."""
    size = mean * mean / (variance - mean)
    chance = size / (size + mean)

    def term(k: int) -> float:
        return math.exp(
            math.lgamma(k + size)
            - math.lgamma(size)
            - math.lgamma(k + 1)
            + size * math.log(chance)
            + k * math.log1p(-chance)
        )

    return math.fsum(term(k) for k in range(count, count + 2000))


def test_a_rise_is_what_a_plain_reading_of_the_rows_says(engine: Engine) -> None:
    rule = engine.catalogue.signals["rise"]
    with engine._snapshot() as snapshot:
        context = DetectionContext(engine.store, snapshot, engine._policy(snapshot), engine._read, AS_OF)
        scan = detector_of(context, "rise").scan(context.anchor)
    assert scan is not None
    statistics, at = scan.statistics[-1], rule.kpis.index("dispute_alerts")
    stations, root = engine.units.stations(1), engine.units.root.id
    window, width = rule.days.index(28), 28
    base = LAST - width - 28 - 364 + 1, LAST - width - 28  # a year that ended four weeks before the window
    windows = [(base[1] - width * (k + 1) + 1, base[1] - width * k) for k in range(13)]
    counts, means = {}, {}
    for station in stations:
        own, whole = (counted(engine, "dispute", unit, *base) for unit in (station.id, root))
        then = [tuple(counted(engine, "dispute", unit, *w) for unit in (station.id, root)) for w in windows]
        counts[station.id] = [a for a, _ in then]
        means[station.id] = [due(b - a, own, whole - own, width / 364) for a, b in then]
    gaps = [(a, m) for unit in counts for a, m in zip(counts[unit], means[unit], strict=True) if m > 0]
    kappa = max(sum((a - m) ** 2 - m for a, m in gaps) / sum(m * m for _, m in gaps), 0.0)
    for row, station in enumerate(stations, start=1):
        own, whole = (counted(engine, "dispute", unit, *base) for unit in (station.id, root))
        count, total = (counted(engine, "dispute", unit, LAST - width + 1, LAST) for unit in (station.id, root))
        mean = due(total - count, own, whole - own, width / 364)
        pairs = [(a, m) for a, m in zip(counts[station.id], means[station.id], strict=True) if m > 0]
        chi2 = sum((a - m) ** 2 / m for a, m in pairs) / len(pairs)
        usual = 1 + kappa * sum(m for _, m in pairs) / len(pairs)
        others = min(sum(m > 0 for unit in means if unit != station.id for m in means[unit]), 52)
        phi = max((len(pairs) * chi2 + others * usual) / (len(pairs) + others), 1.0)
        unsure = 1 / (own + 0.5) + 1 / (whole - own + 0.5) + 1 / (total - count + 10)
        spread = phi * (1 + mean * unsure)
        deviate = stats.norm.isf(tail(count, mean, mean * spread)) if count else -40.0
        assert statistics.observed[window, at, row] == count
        assert statistics.expected[window, at, row] == pytest.approx(mean)
        assert statistics.p[window, at, row] == pytest.approx(
            stats.t.sf(deviate, len(pairs) + others), rel=1e-6, abs=1e-12
        )


def test_a_signal_that_goes_on_is_the_same(engine: Engine) -> None:
    """A signal has one key and one day since when, as long as it is active."""
    days = [engine.signals(AS_OF - timedelta(days=back)) for back in range(12, -1, -1)]
    ongoing = 0
    for before, after in itertools.pairwise(days):
        keys = [signal.key for signal in after.active]
        assert len(set(keys)) == len(keys)
        old = {signal.key: signal for signal in before.active}
        for signal in after.active:
            assert signal.since <= after.as_of
            if signal.key in old:
                ongoing += 1
                assert signal.since == old[signal.key].since
            elif signal.kind in ("rise", "fault", "repeat"):
                assert signal.since == after.as_of, "it began today, since it was not there yesterday"
    assert ongoing > 10


def test_it_is_the_same_whether_the_day_is_the_last_or_a_past_one(path: Path, engine: Engine, now: Signals) -> None:
    other = Engine(open_store(path, read_only=True))
    assert other.signals(AS_OF).active == now.active
    assert other.signals(AS_OF - timedelta(days=5)).active == engine.signals(AS_OF - timedelta(days=5)).active
    assert other.signals().active == now.active, "without a day it is the last complete one"
    other.store.close()


def test_thresholds_follow_from_what_one_is_willing_to_bear(now: Signals) -> None:
    rise = now.thresholds["rise"]
    units, kpis, windows = 4, 5, 2  # the bureau and three stations
    assert rise.tests <= units * kpis * windows and rise.interval == 1
    assert rise.p == pytest.approx(rise.false_alarms_a_month / (rise.tests * 365.25 / 12))
    assert (
        sum(threshold.false_alarms_a_month for threshold in now.thresholds.values()) <= now.false_alarms_a_month + 1e-9
    )


def test_a_communitys_small_numbers_are_not_told(engine: Engine, now: Signals, path: Path, tmp_path: Path) -> None:
    hidden = [signal for signal in now.active if signal.unit.kind == "community"]
    assert len(hidden) >= 2
    for signal in hidden:
        bare = re.sub(r"\d\d-\d\d|（\d+ 天）|达到 5 次以上|即使一切如常.*误报一次", "", signal.why)
        assert not re.search(r"\d", bare), bare
        assert signal.records == ()
    shown = open_store(Path(shutil.copy(path, tmp_path / "shown.db")), now=0)
    replace_overlays(shown, {"ours.toml": "[disclosure.small_numbers]\nleast = 1\n"}, actor="test", now=0)
    shown.close()
    store = open_store(tmp_path / "shown.db", read_only=True)
    (cluster,) = [signal for signal in Engine(store).signals(AS_OF).active if signal.kind == "cluster"]
    assert re.search(r"纠纷警情 \d+ 起", cluster.why)
    store.close()


def test_no_cluster_rests_on_a_count_that_is_hidden(engine: Engine) -> None:
    least = engine.catalogue.small_numbers.least
    with engine._snapshot() as snapshot:
        context = DetectionContext(engine.store, snapshot, engine._policy(snapshot), engine._read, AS_OF)
        scan = detector_of(context, "cluster").scan(context.anchor)
    assert scan is not None
    small = [(week.observed > 0) & (week.observed < least) & ~np.isnan(week.p) for week in scan.statistics]
    assert sum(int(flags.sum()) for flags in small) > 20
    assert all((week.p[flags] == 1).all() for week, flags in zip(scan.statistics, small, strict=True))
    assert any((week.p[week.observed >= least] < 1).any() for week in scan.statistics)


def test_a_few_calls_are_told_of_the_station_and_not_of_the_community(path: Path, tmp_path: Path, now: Signals) -> None:
    (cluster,) = {signal.unit.id for signal in now.active if signal.kind == "repeat"}
    with closing(open_store(Path(shutil.copy(path, tmp_path / "few.db")), now=0)) as store:
        recent = (
            "SELECT a.id FROM fact_alert a JOIN unit u ON u.id = a.unit WHERE u.kind = 'community' "
            "AND a.dispute IS NULL AND (a.occurred_at + 28800) / 86400 BETWEEN ? AND ? AND u.id "
        )
        (calm,) = store.conn.execute(
            "SELECT unit FROM fact_alert WHERE id IN (" + recent + "<> ?) GROUP BY unit ORDER BY count(*) DESC LIMIT 1",
            [LAST - 27, LAST, cluster],
        ).fetchone()
        with store.write("test", "calls", "", 0):
            store.db.execute(
                "UPDATE fact_alert SET class = 'dispute', dispute = (SELECT max(dispute) FROM fact_alert) "
                "WHERE id IN (" + recent + "= ? LIMIT 3)",
                [LAST - 27, LAST, calm],
            )
        engine = Engine(store)
        signals = {signal.unit.id: signal for signal in engine.signals(AS_OF).active if signal.kind == "repeat"}
        station = engine.units.units[calm].parent
    assert station is not None and set(signals) == {cluster, station}
    why = signals[station].why
    assert "达到 3 次以上" in why and "不写明是哪个社区" in why


def viewer(role: Role, unit: int) -> Viewer:
    return Viewer(f"user:{role}", role, Scope(role, unit), 1)


def test_everybody_sees_what_speaks_of_their_units(engine: Engine, now: Signals) -> None:
    root = engine.units.root.id
    for role in (Role.CHIEF, Role.INSPECTOR):
        assert ScopedSignals(RequestContext(engine, viewer(role, root))).signals(AS_OF) == now
    station_signals: list[Signal] = []
    for station in engine.units.stations(root):
        inside = {station.id, *(unit.id for unit in engine.units.below(station.id))}
        own = ScopedSignals(RequestContext(engine, viewer(Role.STATION, station.id)))
        assert {signal.unit.id for signal in own.signals(AS_OF).active} <= inside
        assert [line.signal for line in own.records(now)] == list(told_once(own.signals(AS_OF).active))
        station_signals += own.signals(AS_OF).active
    assert sorted(signal.key for signal in station_signals) == sorted(
        signal.key for signal in now.active if signal.unit.id != root
    )
    for role in set(Role) - {Role.CHIEF, Role.INSPECTOR, Role.STATION}:
        nobody = ScopedSignals(RequestContext(engine, viewer(role, root)))
        with pytest.raises(AccessRefused):
            nobody.signals(AS_OF)
        with pytest.raises(AccessRefused):
            nobody.records(now)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[signals.rise]\nkpis = ['no_such']", "没有指标“no_such”"),
        ("[signals.rise]\nkpis = ['satisfaction_rate']", "不是记录的件数"),
        ("[signals.rise]\ndays = [5]", "整周"),
        ("[signals.rise]\npart = 0.9", "加起来"),
        ("[signals.rise]\npart = 0", "它们也必须写"),
        ("[signals.cluster]\nkpis = ['fire_alerts']", "没有按周汇总"),
        ("[signals.missed]\nkpis = ['dispute_resolution_rate']", "没有滚动期间能判未达的标准"),
        ("[signals.cases]\nlists = []", "lists 用于 overdue"),
        ("[signals.fault]\nkpis = ['administrative_detentions']", "在派出所一级不显示"),
        ("[false_alarms.bureau]\na_month = 0", "a_month"),
        ("[false_alarms.other]\na_month = 1", "只有 bureau 这一条"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(message)):
        load_catalogue({"ours.toml": text})


def test_a_bureau_switches_a_rule_off_and_bears_less(path: Path, tmp_path: Path) -> None:
    ours = "[signals.fault]\non = false\n[false_alarms.bureau]\na_month = 0.01\n"
    store = open_store(Path(shutil.copy(path, tmp_path / "ours.db")), now=0)
    replace_overlays(store, {"ours.toml": ours}, actor="test", now=0)
    signals = Engine(store).signals(AS_OF)
    assert not any(signal.kind == "fault" for signal in signals.active) and "fault" not in signals.thresholds
    assert signals.thresholds["rise"].false_alarms_a_month == pytest.approx(0.01 * store.catalogue.signals["rise"].part)
    store.close()


def test_the_command_says_the_same(path: Path, engine: Engine) -> None:
    for day in (AS_OF, date(2026, 10, 20)):
        result = CliRunner().invoke(cli, ["signals", "--db", str(path), "--as-of", str(day)], catch_exceptions=False)
        signals = engine.signals(day)
        assert result.exit_code == 0 and f"{len(told_once(signals.active))} 条" in result.output
        for signal in signals.active:
            assert signal.finding in result.output and signal.unit.name in result.output
        assert "即使一切如常，全局所有预警合计至多大约每月误报 1 次" in result.output


def test_both_ways_at_once_cost_twice() -> None:
    amounts = np.random.default_rng(4).poisson(6.0, (1, 4, 600))
    amounts = np.concatenate([amounts.sum(axis=1, keepdims=True), amounts], axis=1)  # the whole, and its parts
    running = np.concatenate([np.zeros((1, 5, 1), int), amounts.cumsum(axis=-1)], axis=-1)
    days = AmountSeries(0, 1, running, np.zeros_like(running))
    both, more, fewer = (
        ShareScanner.of_first_row(days, [1, 7, 28], way).statistics_before(590).p for way in ("both", "more", "fewer")
    )
    assert both == pytest.approx(np.minimum(1, 2 * np.minimum(more, fewer))) and not np.isnan(both).any()


def test_calls_that_were_none_do_not_come_again_and_again(path: Path, tmp_path: Path) -> None:
    with closing(open_store(Path(shutil.copy(path, tmp_path / "void.db")), now=0)) as store:
        with store.write("test", "void", "", 0):
            store.db.execute("UPDATE fact_alert SET class = 'invalid' WHERE dispute IS NOT NULL")
        assert not [signal for signal in Engine(store).signals(AS_OF).active if signal.kind == "repeat"]


def test_so_few_and_so_many_are_told_by_the_law_of_counts() -> None:
    """Return where nothing happens, p below a level comes up as often as the level says, or less; in either tail."""
    rng = np.random.default_rng(7)
    mean, phi = 6.0, 1.8
    drawn = rng.negative_binomial(mean / (phi - 1), 1 / phi, 200_000)
    law = Expectation(*(np.array(parameter) for parameter in (mean, phi, 1e6, 0.0)))
    for p in (p_of_so_many(drawn, law), p_of_so_few(drawn, law)):
        for level in (0.1, 0.01, 0.001):
            assert (p <= level).mean() <= level * 1.15
    assert float(p_of_so_many(0, law)) == pytest.approx(1)
