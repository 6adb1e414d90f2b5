"""Did a campaign move anything: by hand, on quiet bureaus, and on a bureau with a campaign that doubled its counts."""

from __future__ import annotations

import json
import math
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.campaigns import share
from core.engine import Engine
from core.features.campaigns import effect_text
from core.features.campaigns.effect import (
    NO_DATA_OF_SPAN,
    TOO_SHORT,
    CampaignEffects,
    EffectVerdict,
    placebo_test,
)
from core.store.open import open_store
from core.store.overlays import replace_overlays
from dashboards.cli.command import cli

pytestmark = pytest.mark.slow

CAMPAIGN = """
[campaigns.ours]
zh = "本局行动"
en = "Ours"
remark = "本局自定。"
first = {first}
last = {last}
stations = {stations}
[campaigns.ours.parts.all]
zh = "各项"
kpis = ["publicity_contacts", "premises_inspected"]
"""


def test_a_change_beside_placebos_by_hand() -> None:
    test = placebo_test(0.5, [0.1, -0.1, 0.1, -0.1], 8.0)
    assert test is not None and test.size == pytest.approx(0.5) and test.df == 6
    assert test.standard_error == pytest.approx(math.sqrt(0.04 / 3) * math.sqrt(1.25))
    low, high = test.interval()
    assert high - test.size == pytest.approx(2.446912 * test.standard_error) == pytest.approx(test.size - low)
    assert placebo_test(0.5, [0.1, -0.1, 0.1, -0.1], 3.9) is None  # too few spans
    assert placebo_test(0.5, [0.1, -0.1], 8.0) is None


def test_a_quiet_bureau_is_rarely_said_to_have_moved_and_a_great_change_is_seen() -> None:
    assert share(10.0, 0.5, 60, 1.0, 120) <= 0.1
    assert share(10.0, 0.3, 60, 2.5, 40) >= 0.9


def test_those_that_took_part_are_set_against_the_others(demo_db: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(demo_db, tmp_path / "b.db"))
    with closing(open_store(path)) as store:
        engine = Engine(store)
        station = engine.units.stations(engine.units.root.id)[0]
        texts = {
            "a.toml": CAMPAIGN.format(first="2026-07-01", last="2026-09-30", stations=f'["{station.code}"]'),
        }
        engine = Engine(replace_overlays(store, texts, actor="test", now=0))
        effects = engine.campaign_effects("ours")
        inspected = next(effect for effect in effects.effects if effect.kpi == "premises_inspected")
        assert effects.compared and inspected.test is not None

        def counts(first: str, last: str) -> list[float]:
            """Of the station and of the others, by the board."""
            board = engine.board(None, f"{first}..{last}", kpis=["premises_inspected"], months=0)
            own = float(board.figures["premises_inspected", station.id].value or 0)
            return [own, float(board.figures["premises_inspected", engine.units.root.id].value or 0) - own]

        now, base = counts("2026-07-01", "2026-09-30"), counts("2025-07-02", "2025-10-01")
        gaps = [math.log((after + 0.5) / (before + 0.5)) for after, before in zip(now, base, strict=True)]
        assert inspected.test.size == pytest.approx(gaps[0] - gaps[1], abs=3 * inspected.test.standard_error)
        assert (inspected.figure.value, inspected.base.value) == (sum(now), sum(base))
        texts = {"a.toml": CAMPAIGN.format(first="2026-10-20", last="2026-12-30", stations="[]")}
        short = Engine(replace_overlays(store, texts, actor="test", now=1)).campaign_effects("ours")
        assert {effect.reason for effect in short.effects} == {TOO_SHORT}


def test_it_says_why_it_cannot_be_judged(demo_db: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(demo_db, tmp_path / "a.db"))
    with closing(open_store(path, read_only=True)) as store:
        effects = Engine(store).campaign_effects("hundred_days")
        by_kpi = {effect.kpi: effect for effect in effects.effects}
        assert not effects.compared
        assert by_kpi["publicity_contacts"].reason == NO_DATA_OF_SPAN
        inspected = by_kpi["premises_inspected"]
        assert inspected.test is not None and inspected.placebos >= 4
        assert inspected.verdict not in (EffectVerdict.UNJUDGED, EffectVerdict.SMALL_BASE)
        cells = effect_text.effect_cells(store.catalogue, inspected)
        assert len(cells) == len(effect_text.EFFECT_HEADS) and cells[5][0] in "−+"
        assert effect_text.effects_sentence(store.catalogue, effects).startswith(f"{len(effects.effects)} 项里，")
        assert not Engine(store).campaign_effects("sweeps", None).effects or store.catalogue.campaigns["sweeps"].first
        with pytest.raises(LookupError):
            Engine(store).campaign_effects("none")


def test_a_small_base_has_no_interval_of_impossible_numbers(demo_db: Path) -> None:
    """Return where chance alone hides a doubling, or not even a tenfold could be told, no interval stands."""
    with closing(open_store(demo_db, read_only=True)) as store:
        catalogue, effects = store.catalogue, Engine(store).campaign_effects("hundred_days")
        small = [effect for effect in effects.effects if effect.verdict is EffectVerdict.SMALL_BASE]
        assert small
        for effect in small:
            kpi = catalogue.kpis[effect.kpi]
            assert effect_text.difference_text(kpi, effect) == "" and "太少" in effect_text.note_of(kpi, effect)
        for effect in effects.effects:
            told = effect_text.detectable_of(catalogue.kpis[effect.kpi], effect)
            assert told.fall is None or 0 < told.fall < 100
            if catalogue.kpis[effect.kpi].kind == "rate" and told.rise is not None:
                assert (effect.base.value or 0) * 100 + told.rise <= 100


@pytest.mark.parametrize("command", [("campaign", "--effect"), ("instruct", "effect")])
def test_scripts_get_strict_json(demo_db: Path, command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*command, "--db", str(demo_db), "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    document = json.loads(result.output, parse_constant=pytest.fail)
    rows = document["effects"] if "effects" in document else document["answers"]
    assert rows and document["demo"] is True
    for row in rows:
        ends = (row["low"], row["high"])
        assert (ends[0] is None) == (ends[1] is None)
        assert row["verdict"] and row["verdict_code"] and row["change_unit"] in ("%", "个百分点")
        assert ends[0] is None or ends[0] <= ends[1]
        assert row["verdict_code"] not in ("small_base", "too_wide", "unjudged", "too_few") or ends[0] is None


def test_where_all_join_the_whole_is_called_by_its_own_word() -> None:
    effects = CampaignEffects((), compared=False)
    assert effect_text.method_text(effects, "某县公安局").startswith("全局都参加")
    assert effect_text.method_text(effects, "某省公安厅").startswith("全省都参加")
