"""Did the figure move? By hand, on a bureau that is known to the last contact; and what has no effect rarely moves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_instructions import ScopedInstructions
from core.access.viewer import AccessRefused, Scope, Viewer
from core.board.unit_periods import OTHER_AREA
from core.engine import Engine
from core.features.follow_up.effect_gap import UnitChanges, effect_gap, log_ratio_changes, rate_differences
from core.features.follow_up.tally import tally, tally_text
from core.features.follow_up.types import FollowUpResult, FollowUpStatus
from core.features.follow_up.verdict import ALPHA, HALVING, Gaps, judge_gaps
from core.features.follow_up.windows import follow_up_windows
from core.instructions.actions import send_instruction
from core.instructions.check import check_instructions
from core.instructions.model import InstructionContent, InstructionRefused, Stage, Step, WatchOutcome, WatchVerdict
from core.instructions.read import instruction
from core.instructions.record_outcomes import record_outcomes
from core.instructions.states import allowed_steps
from core.intake.unit_history.change import write_unit_change
from core.intake.unit_history.plans import plan_merge
from core.judgement.dispersion import Dispersion
from core.metrics.types import Window
from core.store.store import Store
from core.store.units import unit_tree
from core.time.period_text import parse_period
from tests.support.instruction_world import at
from tests.support.moved_world import CHIEF, EVIDENCE, KPI, NOW, bureau, filed, first_station, go, month, report

pytestmark = pytest.mark.slow

PLAIN = Dispersion(np.full(5, 1.0), np.full(5, 20.0))


# --- the numbers, by hand -----------------------------------------------------------------------------------------
def test_a_gap_to_others_who_are_alike() -> None:
    gap = effect_gap(UnitChanges(np.array([0.5, 0, 0, 0, 0]), np.full(5, 0.01), np.full(5, 20.0)), 0)
    # Middle 0, τ² 0; 0.01 of its own and 0.01 ÷ 4 of their mean; four others leave two degrees of freedom.
    assert gap.size == 0.5 and gap.others_mean == 0 and gap.df == 2
    assert gap.standard_error == pytest.approx(math.sqrt(0.0125))
    assert gap.interval(0.05)[1] - gap.size == pytest.approx(4.302653 * math.sqrt(0.0125), rel=1e-6)  # t of 2 at 97.5%


def test_others_who_truly_differ_make_room() -> None:
    gap = effect_gap(UnitChanges(np.array([0.5, -0.1, 0.1, -0.1, 0.1]), np.full(5, 0.001), np.full(5, 20.0)), 0)
    # Q = 4 × 0.01 ÷ 0.001 = 40; τ² = (40 − 3) ÷ (4000 − 1000); error² = 0.001 + τ² + (0.001 + τ²) ÷ 4.
    between = 37 / 3000
    assert gap.standard_error == pytest.approx(math.sqrt(0.001 + between + (0.001 + between) / 4))


def test_changes_of_counts_and_of_rates() -> None:
    counts = log_ratio_changes(([19.5], [31]), ([39.5], [31]), Dispersion(np.array([2.0]), np.array([8.0])))
    assert counts.change[0] == pytest.approx(-HALVING) and counts.variance[0] == pytest.approx(2 * (1 / 20 + 1 / 40))
    rates = rate_differences(([79], [98]), ([49], [98]), Dispersion(np.array([1.0]), np.array([8.0])))
    assert rates.change[0] == pytest.approx(0.3) and rates.variance[0] == pytest.approx((0.8 * 0.2 + 0.25) / 100)


def _window(text: str) -> Window:
    return Window(*parse_period(text))


def test_the_base_ends_before_the_evidence_begins() -> None:
    watch = _window("2026-12-01..2027-02-28")
    plain = follow_up_windows(watch, _window("2026-10"))
    assert plain and plain.watch_base == _window("2025-12-01..2026-02-28") and plain.evidence_base == _window("2025-10")
    year = follow_up_windows(
        watch, _window("2026-01-01..2026-11-22")
    )  # looked at when the unit was chosen: January 2026
    assert year and year.watch_base == _window("2024-12-01..2025-02-28")
    assert follow_up_windows(watch, _window("2021..2026-11")) is None


# --- a bureau -----------------------------------------------------------------------------------------------------
WATCH = ("2026-05", "2026-06", "2026-07")  # the three whole months after the filing on 20 April


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    store = bureau(tmp_path / "b.db", *request.param)
    yield store
    store.close()


def _result(store: Store, number: str, now: int = NOW) -> FollowUpResult:
    return Engine(store).follow_up([instruction(store, number, now)], now)[number]


def _of(amount: int, evidence: int = 150) -> tuple[dict[str, int]]:
    return ({EVIDENCE: evidence, "2026-04": amount, **dict.fromkeys(WATCH, amount)},)


MARCHES = ("2023-03", "2024-03", "2025-03", EVIDENCE)
# The others stay at a hundred a month. Half of the months' amounts are below, the evidence is 150 against 100.
CASES = [
    pytest.param(_of(60), WatchVerdict.MOVED, "下降", "都超出", id="fell-below-last-year"),
    pytest.param(_of(220), WatchVerdict.MOVED, "上升", "都超出", id="rose-further"),
    pytest.param(_of(100, 100), WatchVerdict.STILL, "", "都没有超出", id="nothing"),
    pytest.param(_of(150), WatchVerdict.STILL, "", "派发时就已如此", id="high-before-and-after"),
    pytest.param(_of(100), WatchVerdict.UNCLEAR, "", "自己回落", id="fell-back-to-the-usual"),
    pytest.param(_of(100, 400), WatchVerdict.MOVED, "下降", "从严", id="fell-back-from-what-was-beyond-doubt"),
    pytest.param((dict.fromkeys(MARCHES, 400),), WatchVerdict.UNCLEAR, "", "不一致", id="every-march-is-like-that"),
    pytest.param(({EVIDENCE: 3}, 2), WatchVerdict.STILL, "", "数太少", id="too-few"),
]


@pytest.mark.parametrize(("world", "verdict", "direction", "reason"), CASES, indirect=["world"])
def test_what_is_said_of_a_bureau_known_to_the_last_contact(
    world: Store, verdict: WatchVerdict, direction: str, reason: str
) -> None:
    result = _result(world, filed(world))
    reason = reason.replace("从严", f"按 {8 * len(world.catalogue.kpis)} 项里挑出一项从严")  # it is on no board
    assert result.status is FollowUpStatus.OVER and result.window == _window("2026-05..2026-07")
    outcome = result.outcome
    assert outcome and (outcome.verdict, outcome.direction) == (verdict, direction) and reason in outcome.reason
    assert (outcome.period, outcome.base) == ("2026-05-01..2026-07-31", "2025-05-01..2025-07-31")
    assert ("能看出的最小变化 −" in outcome.label) == (verdict is WatchVerdict.STILL)
    assert not any(word in outcome.reason + outcome.comparison for word in ("有效", "见效", "因为指令"))


@pytest.mark.parametrize("world", [_of(60)], indirect=True)
def test_the_evidence_is_told_in_numbers(world: Store) -> None:
    outcome = _result(world, filed(world)).outcome
    assert outcome and (outcome.before, outcome.after) == ("300 人次", "180 人次")
    # log(180.5 ÷ 300.5) = −0.5097; the error is √(1 ÷ 180.5 + 1 ÷ 300.5 + (2 ÷ 300.5) ÷ 7) = 0.0991.
    # Seven others leave 5 degrees of freedom: t 2.5706. Of three months φ is 1.12, what months of φ 1 leave possible.
    assert "本所 −40%" in outcome.comparison and "其他 7 个派出所 0%" in outcome.comparison
    low, high = (
        math.expm1(math.log(180.5 / 300.5) + sign * 2.5706 * 0.0991 * math.sqrt(1.12)) * 100 for sign in (-1, 1)
    )
    assert f"−{-low:.0f}% 至 −{-high:.0f}%" in outcome.comparison


@pytest.mark.parametrize("world", [_of(60)], indirect=True)
@pytest.mark.parametrize(("taken_in", "into", "compared"), [("S1", "S0", 0), ("S1", "S2", 5)])
def test_nobody_is_compared_with_what_was_another_area(world: Store, taken_in: str, into: str, compared: int) -> None:
    """Of the others one is no more, and one has another area; the unit itself, if it has, did not move by its work."""
    number, merged = filed(world), plan_merge(unit_tree(world), [taken_in], into, None, parse_period("2026-05")[0])
    write_unit_change(world, merged, actor="test", now=NOW)
    outcome = _result(world, number).outcome
    assert outcome
    if compared:
        assert outcome.verdict is WatchVerdict.MOVED and f"其他 {compared} 个派出所" in outcome.comparison
    else:
        assert outcome.verdict is WatchVerdict.UNCLEAR and outcome.reason == f"2026-05-01 丑所并入，{OTHER_AREA}"


@pytest.mark.parametrize("world", [_of(60)], indirect=True)
def test_the_watch_runs_waits_and_is_not_kept(world: Store) -> None:
    number = filed(world)
    assert _result(world, number, at("2026-07-31 23:59")).status is FollowUpStatus.RUNNING
    assert _result(world, number, at("2026-08-01 00:00")).status is FollowUpStatus.OVER
    late = filed(world, day="2026-05-20")  # watched from June to August, and the reports end in July
    waiting = _result(world, late, at("2026-09-02 09:00"))
    assert waiting.status is FollowUpStatus.WAITING and waiting.waiting_reason and waiting.effective_outcome is None
    assert _result(world, filed(world, kpi=None)).status is FollowUpStatus.NONE
    assert _result(world, filed(world, period="今年以来")).status is FollowUpStatus.NONE  # no fixed days
    go(world, number, Step.REOPEN, CHIEF, "2026-08-02")
    assert _result(world, number).status is FollowUpStatus.NONE
    stock = _result(world, filed(world, kpi="volunteers"))
    assert stock.status is FollowUpStatus.WAITING  # nobody has reported any


@pytest.mark.parametrize("world", [_of(60)], indirect=True)
def test_others_with_an_instruction_about_the_same_are_told(world: Store) -> None:
    outcome = _result(world, filed(world)).outcome
    assert outcome and "也有同一指标的指令" not in outcome.comparison
    send_instruction(
        world, InstructionContent(first_station(world) + 1, "请核实", KPI, EVIDENCE), CHIEF, now=at("2026-06-01 09:00")
    )
    outcome = _result(world, filed(world)).outcome
    assert outcome and "其中 1 个所也有同一指标的指令" in outcome.comparison
    send_instruction(
        world, InstructionContent(first_station(world) + 2, "请核实", KPI, EVIDENCE), CHIEF, now=at("2026-08-01 09:00")
    )  # too late
    outcome = _result(world, filed(world)).outcome
    assert outcome and "其中 1 个所也有同一指标的指令" in outcome.comparison


@pytest.mark.parametrize("world", [_of(60)], indirect=True)
def test_what_was_found_is_sealed_once_and_stays(world: Store) -> None:
    number = filed(world)
    outcome = _result(world, number).outcome
    assert outcome and outcome.verdict is WatchVerdict.MOVED
    assert record_outcomes(world, {number: outcome}, NOW) == [number] and check_instructions(world) == []
    assert record_outcomes(world, {number: outcome}, NOW) == []
    report(world, {(first_station(world), month(text)): 100 for text in WATCH})  # corrected afterwards
    corrected = _result(world, number)
    assert corrected.sealed == outcome == corrected.effective_outcome
    assert corrected.outcome and corrected.outcome.verdict is WatchVerdict.UNCLEAR
    assert tally([corrected]).moved == 1
    sealed = instruction(world, number, NOW)
    assert sealed.events[-1].step is Step.WATCH and Step.WATCH not in allowed_steps(sealed.state, CHIEF, NOW)
    with pytest.raises(InstructionRefused):  # nobody writes it by hand
        go(world, number, Step.WATCH, CHIEF, "2026-08-04")
    go(world, number, Step.REOPEN, CHIEF, "2026-08-05")  # and a new filing begins a new watch
    assert instruction(world, number, NOW).state.outcome is None
    assert record_outcomes(world, {number: outcome}, NOW) == []


@pytest.mark.parametrize("world", [_of(60)], indirect=True)
def test_a_wall_counts_stages_and_moved_figures_as_the_lists_do(world: Store) -> None:
    number = filed(world)
    open_number = send_instruction(world, InstructionContent(first_station(world), "请核实"), CHIEF, now=NOW)
    engine = Engine(world)
    kiosk, officer = (
        ScopedInstructions(RequestContext(engine, Viewer("test", "test", Scope(role, engine.units.root.id), 1)))
        for role in (Role.KIOSK, Role.OFFICER)
    )
    assert kiosk.progress().stages == {number: Stage.FILED, open_number: Stage.SENT}
    assert kiosk.progress().of_figures == {}, "filed, or about no figure"
    assert kiosk.moved_count(NOW) == tally(engine.follow_up([instruction(world, number, NOW)], NOW).values()).moved == 1
    outcome = _result(world, number).outcome
    assert outcome and record_outcomes(world, {number: outcome}, NOW)
    report(world, {(first_station(world), month(text)): 100 for text in WATCH})  # corrected after it was sealed
    assert kiosk.moved_count(NOW) == 1
    for ask in (officer.progress, lambda: officer.moved_count(NOW)):
        with pytest.raises(AccessRefused):
            ask()


def test_what_is_counted() -> None:
    def over(verdict: WatchVerdict) -> FollowUpResult:
        return FollowUpResult(FollowUpStatus.OVER, None, WatchOutcome(verdict, "2026-05"))

    counts = tally(
        [
            *(over(verdict) for verdict in (*WatchVerdict, WatchVerdict.STILL)),
            FollowUpResult(FollowUpStatus.RUNNING),
            FollowUpResult(FollowUpStatus.NONE),
        ]
    )
    assert counts == (1, 2, 1, 1) and counts.finished == 4
    assert "观察期满 4 条：有变化 1 条、未能看出 2 条、不能判断 1 条；还在观察 1 条" in tally_text(counts)


# --- chosen for being extreme -------------------------------------------------------------------------------------
RUNS, KPIS, PHI = 600, 12, 1.5


def _chosen(seed: int, stations: int, lasting: float, months: int, effect: float) -> Counter[str]:
    """Verdicts on the most extreme of all the figures of a board, of stations that differ and change for good.

    `lasting` is by how much (standard deviation of the logarithm) stations have truly changed against the year
    before, `months` how long the evidence is, `effect` what the instruction did.
    """
    rng, counts = np.random.default_rng(seed), Counter[str]()
    dispersions = Dispersion(np.full(stations, PHI), np.full(stations, 20.0))
    days = 30.4 * months

    def drawn(mean: np.ndarray) -> np.ndarray:
        return rng.negative_binomial(mean / (PHI - 1), 1 / PHI)

    for _ in range(RUNS):
        level = np.exp(rng.uniform(np.log(10), np.log(100), (KPIS, stations)))
        change = np.exp(rng.normal(0, 0.1, (KPIS, 1)) + rng.normal(0, lasting, (KPIS, stations)))
        evidence, evidence_base = drawn(level * months * change), drawn(level * months)
        kpi, unit = np.unravel_index(
            np.argmax((evidence - evidence_base) / np.sqrt(evidence + evidence_base + 1)), level.shape
        )
        mean = level[kpi] * 3 * change[kpi]
        mean[unit] *= 1 + effect
        watch, base = drawn(mean), drawn(level[kpi] * 3)
        gaps = Gaps(
            effect_gap(log_ratio_changes((watch, 91), (base, 91), dispersions), int(unit)),
            effect_gap(log_ratio_changes((evidence[kpi], days), (evidence_base[kpi], days), dispersions), int(unit)),
            effect_gap(log_ratio_changes((watch, 91), (evidence[kpi], days), dispersions), int(unit)),
        )
        counts[judge_gaps(gaps, math.log(1.05), HALVING, KPIS * stations).verdict] += 1
        counts["naive"] += gaps.since.p_value() < ALPHA and gaps.since.size < 0
    return counts


@pytest.mark.parametrize(
    ("stations", "lasting", "months"), [(8, 0.0, 1), (18, 0.0, 1), (18, 0.1, 10), (18, 0.3, 1), (40, 0.0, 1)]
)
def test_what_has_no_effect_rarely_moves_although_chosen_for_being_extreme(
    stations: int, lasting: float, months: int
) -> None:
    verdicts = _chosen(stations, stations, lasting, months, 0.0)
    assert verdicts[WatchVerdict.MOVED] <= ALPHA * RUNS


def test_the_trap_is_real_and_an_effect_is_seen() -> None:
    quiet = _chosen(1, 40, 0.0, 1, 0.0)
    assert quiet["naive"] > 2 * ALPHA * RUNS  # before against after alone would say so again and again
    assert _chosen(2, 18, 0.1, 1, -0.6)[WatchVerdict.MOVED] > 0.5 * RUNS


@pytest.mark.parametrize("world", [_of(60)], indirect=True)
def test_a_wall_knows_of_which_figures_an_instruction_is_under_way(world: Store) -> None:
    station = first_station(world)
    send_instruction(world, InstructionContent(station, "请核实", "alerts_valid", "2026-06"), CHIEF, now=NOW)
    assert Engine(world).progress(None).of_figures == {("alerts_valid", station): Stage.SENT}
