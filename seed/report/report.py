"""The whole report: every line with its verdict, and the charts beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.store.store import Store
from core.time.days import day_number, first_second
from seed import calibration as c
from seed.bureau import Plan
from seed.plan_store import stored_plan
from seed.report.alerts import found_in_alerts, year_curves
from seed.report.charts import bars, lines, points
from seed.report.expected import day_levels, festival, festival_days, hour_curve, spread
from seed.report.line import CheckVerdict, Line, Measured
from seed.report.outcomes import found_in_outcomes, stations_by
from seed.report.stages import found_in_stages
from seed.report.tally import Tally, tally_alerts
from seed.report.targets import class_names, festival_targets, fixed_targets, spread_targets
from seed.streams import Floats

Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class Chart:
    """A chart of a group of lines."""

    group: str
    zh: str
    svg: str


@dataclass(frozen=True)
class Report:
    """A generated database held against the calibration."""

    plan: Plan
    bureau: str
    records: int
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...]

    def verdict_count(self, verdict: CheckVerdict) -> int:
        """Count the lines of a verdict."""
        return sum(line.verdict == verdict for line in self.lines)

    @property
    def summary(self) -> str:
        """The verdicts in one sentence."""
        counted = "，".join(f"{verdict} {self.verdict_count(verdict)}" for verdict in CheckVerdict)
        sourced = sum(not line.target.is_assumed for line in self.lines)
        return f"共 {len(self.lines)} 项（有出处 {sourced}，假定 {len(self.lines) - sourced}）：{counted}"


def make_report(store: Store, tell: Tell = lambda _label, _done: None) -> Report:
    """Reads the rows of a generated database. Raises FillError if it is none."""
    plan = stored_plan(store)
    tally = tally_alerts(store, plan, lambda done: tell("清点警情", 0.7 * done))
    levels = day_levels(plan)
    tell("清点其他记录", 0.7)
    as_of = day_number(plan.as_of)
    measured = found_in_alerts(tally, levels)
    measured |= found_in_outcomes(store, as_of, len(plan.months), len(tally.stations))
    measured |= found_in_stages(store, as_of)
    dynamic = [*festival_targets(festival(tally, levels)), *spread_targets(spread(plan, tally, levels))]
    targets = fixed_targets() | dict(dynamic)
    order = {group: i for i, group in enumerate(dict.fromkeys(target.group for target in targets.values()))}
    compared = [Line(target, measured.get(key, Measured(None))) for key, target in targets.items()]
    compared.sort(key=lambda line: order[line.target.group])
    records = sum(store.db.execute(f"SELECT count(*) FROM fact_{kind}").fetchone()[0] for kind in store.catalogue.facts)
    charts = (*_alert_charts(tally, levels), *_station_charts(store, as_of))
    tell("完成", 1.0)
    return Report(plan, store.bureau, records, tuple(compared), charts)


def _alert_charts(tally: Tally, levels: Floats) -> list[Chart]:
    names = class_names()
    short_names = [zh[-2:] for zh in names.values()]
    totals = tally.by_day.sum(axis=1)
    shares = (totals / max(1, totals.sum())).tolist()
    meant = [number / sum(c.CLASS_COUNTS) for number in c.CLASS_COUNTS]
    charts = [Chart("警情类别", "类别构成", bars(short_names, meant, shares))]
    drawn_year, meant_year = year_curves(tally, levels)
    months = [f"{month + 1}月" for month in range(drawn_year.shape[1])]
    for row, (name, zh) in enumerate(names.items()):
        hours, size = tally.hours[row].sum(axis=0), int(tally.hours[row].sum())
        if size:
            curve = hour_curve(name, tally.hours[row, 1].sum() / size)
            svg = lines([f"{hour}时" for hour in range(24)], curve.tolist(), (hours / size).tolist())
            charts.append(Chart("小时曲线", zh, svg))
            svg = lines(months, meant_year[row].tolist(), drawn_year[row].tolist())
            charts.append(Chart("月份曲线", zh, svg))
    weekend = (tally.days + 3) % 7 > 4
    ratios = [float(row[weekend].mean() / row[~weekend].mean()) if row[~weekend].any() else 0.0 for row in tally.by_day]
    charts.append(Chart("星期曲线", "周末/平日", bars(short_names, c.WEEKEND_FACTOR, ratios)))
    return [*charts, *_festival_chart(tally, levels)]


def _festival_chart(tally: Tally, levels: Floats) -> list[Chart]:
    """Calls a day from forty days before the new year to three weeks after, against the weeks before."""
    span = range(-40, 21)
    if not festival_days(tally, (0, 0)).any():
        return []
    weights = tally.by_day.sum(axis=1) / levels.mean(axis=1)
    ways = ((weights[:, None] * levels).sum(axis=0), tally.by_day.sum(axis=0).astype(np.float64))
    shapes = []
    for way in ways:
        by_day = [float(way[festival_days(tally, (day, day))].mean()) for day in span]
        shapes.append([value / (sum(by_day[:28]) / 28) for value in by_day])
    return [Chart("春节", "全部警情，距正月初一的天数", lines([str(day) for day in span], *shapes))]


def _station_charts(store: Store, as_of: int) -> list[Chart]:
    titles = {"resolved_spread": ("纠纷", "一年内化解率"), "satisfied_spread": ("满意", "测评满意率")}
    charts = []
    for key, stations in stations_by(store, first_second(as_of + 1)).items():
        rates = [good / total for good, total in stations.values() if total]
        mean = sum(good for good, _ in stations.values()) / max(1, sum(total for _, total in stations.values()))
        group, zh = titles[key]
        charts.append(Chart(group, zh, points(rates, mean)))
    return charts
