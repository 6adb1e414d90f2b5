"""The product's own audit convicts none of the figures that the product prints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from core.audit.finding import AuditVerdict
from core.audit.printed_figure import Relation, parse_figure, possible_values
from core.board.change_text import render
from core.catalogue.kpi_model import Kpi
from core.engine import Engine
from core.metrics.display import NO_DATA, UNCHANGED, figure_text
from core.metrics.kpi import kpi_change, kpi_figure
from core.metrics.measure_values import MeasureValue
from core.metrics.types import Board, Change, ChangeUnit, Figure, Judgement, Verdict, Window
from core.store.open import open_store
from dashboards.cli.command import cli
from tests.support.audit_rows import CATALOGUE, finding, findings

KPIS = {
    kind: next(name for name, kpi in CATALOGUE.kpis.items() if kpi.kind == kind) for kind in ("count", "rate", "ratio")
}
KINDS = st.sampled_from(sorted(KPIS))
COUNTS, SIZES = st.integers(0, 2_000_000), st.integers(1, 2_000_000)
WIDTHS = st.one_of(st.none(), st.sampled_from((0.5, 5.0, 50.0)))
NOW, LONGER = Window(1000, 1030), Window(600, 630)
SHORTER = Window(970, 999)


def figure_of(name: str, numerator: int, denominator: int) -> Figure:
    kpi = CATALOGUE.kpis[name]
    part = min(numerator, denominator) if kpi.kind == "rate" else numerator
    amounts = {kpi.numerator: part, kpi.denominator: denominator}
    return kpi_figure(CATALOGUE, kpi, lambda measure: MeasureValue((amounts[measure],), NOW.last), NOW.last)


def printed_change(kpi: Kpi, now: Figure, change: Change, width: float | None) -> str:
    low, high, base = (None if width is None else 0.0), width, change.base_figure
    judged = Judgement(
        Verdict.UNCLEAR, base.numerator, now.numerator, low, high, 1.0, "none", "", "", base.exact, now.exact
    )
    return render(kpi, change, judged).change


def figure_verdict(name: str, figure: Figure) -> AuditVerdict:
    """The audit's verdict on a figure as it is printed, beside the counts that it was made of."""
    kpi = CATALOGUE.kpis[name]
    reported, unit = figure_text(kpi, figure).removesuffix(kpi.unit).strip(), kpi.unit
    kind = "rate" if kpi.denominator else "count"
    row = {"kpi": name, "kind": kind, "reported": reported, "unit": unit}
    return finding(**row, numerator=figure.numerator, denominator=figure.denominator).verdict


def is_true_change(text: str, change: Change, now: Figure, windows: tuple[Window, Window]) -> bool:
    """True where the audit holds a printed change against its counts, or against the exact difference of the rates."""
    base, days, base_days = change.base_figure, windows[0].days, windows[1].days
    assert now.exact is not None and base.exact is not None
    if change.change is None:
        new = re.fullmatch(r"新增 ([0-9,]+) .+", text)
        return now.exact == int(new[1].replace(",", "")) if new else text in ("两期均为 0", "基数为 0")
    reported = text.removeprefix("日均 ").removesuffix(change.unit).strip()
    if text == UNCHANGED:
        return abs(change.change) < Fraction(1, 2)
    if change.unit is ChangeUnit.POINTS:
        points = parse_figure(reported, "")
        assert points is not None
        return (now.exact - base.exact) * 100 in possible_values(points, Relation.EQUAL, is_count=False)
    ratio = now.exact / base.exact
    if text.startswith("日均 "):
        ratio *= Fraction(base_days, days)
    row = {"kpi": "alerts_total", "kind": "yoy", "reported": reported}
    return finding(**row, numerator=ratio.numerator, denominator=ratio.denominator).verdict is AuditVerdict.HOLDS


@given(KINDS, COUNTS, SIZES)
def test_no_figure_is_convicted(kind: str, numerator: int, denominator: int) -> None:
    name = KPIS[kind]
    assert figure_verdict(name, figure_of(name, numerator, denominator)) is AuditVerdict.HOLDS


@given(st.integers(0, 400), st.integers(1, 400))
def test_no_rate_of_small_counts_is_convicted(numerator: int, denominator: int) -> None:
    assert figure_verdict(KPIS["rate"], figure_of(KPIS["rate"], numerator, denominator)) is AuditVerdict.HOLDS


@given(KINDS, st.tuples(COUNTS, SIZES), st.tuples(COUNTS, SIZES), WIDTHS, st.sampled_from((LONGER, SHORTER)))
def test_no_change_is_convicted(
    kind: str, now: tuple[int, int], base: tuple[int, int], width: float | None, base_window: Window
) -> None:
    name = KPIS[kind]
    figure, base_figure = figure_of(name, *now), figure_of(name, *base)
    change = kpi_change(CATALOGUE.kpis[name], "yoy", (NOW, figure), (base_window, base_figure))
    text = printed_change(CATALOGUE.kpis[name], figure, change, width)
    assert is_true_change(text, change, figure, (NOW, base_window)), text


@given(st.integers(0, 400), st.integers(1, 400), WIDTHS)
def test_no_change_of_small_counts_is_convicted(now: int, base: int, width: float | None) -> None:
    name = KPIS["count"]
    figure, base_figure = figure_of(name, now, 1), figure_of(name, base, 1)
    change = kpi_change(CATALOGUE.kpis[name], "yoy", (NOW, figure), (LONGER, base_figure))
    text = printed_change(CATALOGUE.kpis[name], figure, change, width)
    assert is_true_change(text, change, figure, (NOW, LONGER)), text


def test_the_audit_convicts_what_floats_made_of_the_same_counts() -> None:
    rate, ratio = KPIS["rate"], KPIS["ratio"]
    assert finding(kpi=rate, kind="rate", reported="14.37", numerator=23, denominator=160).verdict == "contradicted"
    row = {"kpi": ratio, "kind": "rate", "unit": CATALOGUE.kpis[ratio].unit, "numerator": 23, "denominator": 160}
    assert [finding(**row, reported=text).verdict for text in ("14.4", "14.3")] == ["holds", "contradicted"]
    assert finding(kpi="alerts_total", kind="yoy", reported="+8.7", numerator=87, denominator=80).verdict == (
        "contradicted"
    )


def board_rows(board: Board) -> Iterator[dict[str, object]]:
    """Every figure of a board as rows of one bulletin a unit: counts, rates and ratios with what they are made of."""
    for name in board.kpis:
        kpi = CATALOGUE.kpis[name]
        for unit in board.units:
            figure = board.figures[name, unit.id]
            text = figure_text(kpi, figure)
            if text == NO_DATA or kpi.kind == "percentile":
                continue
            counts: dict[str, object] = {"numerator": figure.numerator, "denominator": figure.denominator}
            row = {"place": unit.name, "kpi": name, "kind": "rate" if kpi.denominator else "count", "unit": kpi.unit}
            yield row | counts | {"reported": text.removesuffix(kpi.unit).strip()}


@pytest.mark.slow
@pytest.mark.parametrize("period", ["ytd", "2026-10", "last30"])
def test_no_figure_of_the_chiefs_board_is_convicted(demo_db: Path, period: str) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        board = Engine(store).board(period=period)
        audited = findings(*board_rows(board))
        assert [row for row in audited if row.verdict is not AuditVerdict.HOLDS] == []
        assert len(audited) > 20
        for (name, unit, kind), change in board.changes.items():
            judged, figure = board.judgements[name, unit, kind], board.figures[name, unit]
            if kind == "month" or figure.exact is None or change.base_figure.exact is None:
                continue  # a month's figure is not the board's own
            text = render(CATALOGUE.kpis[name], change, judged).change
            assert is_true_change(text, change, figure, (board.period, change.base)), (name, text)


@pytest.mark.slow
def test_no_figure_of_the_command_is_convicted(demo_db: Path) -> None:
    arguments = ["kpi", "--db", str(demo_db), "--period", "2026-10", "--by", "unit", "--format", "json"]
    rows = json.loads(CliRunner().invoke(cli, [*arguments, "--compare", "yoy,mom"], catch_exceptions=False).output)
    audited = []
    for row in rows:
        kpi = CATALOGUE.kpis[row["kpi"]]
        if row["display"] == NO_DATA or kpi.kind == "percentile":
            continue
        reported = {"reported": row["display"].removesuffix(kpi.unit).strip(), "unit": kpi.unit}
        counts = {"numerator": row["numerator"], "denominator": row["denominator"]}
        kind = "rate" if kpi.denominator else "count"
        audited.append({"place": row["unit"], "kpi": row["kpi"], "kind": kind} | reported | counts)
        for base in ("yoy", "mom"):
            text, value = row[base]["display"], row[base]["base_value"]
            if kpi.kind in ("count", "stock") and row[base]["change"] is not None and text != UNCHANGED:
                pair = {"numerator": row["numerator"], "denominator": int(value)}
                named = {"place": f"{row['unit']} {base}", "kpi": row["kpi"], "kind": "yoy"}
                audited.append(named | {"reported": text.removesuffix("%")} | pair)
    assert [row for row in findings(*audited) if row.verdict is not AuditVerdict.HOLDS] == []
    assert len(audited) > 100
