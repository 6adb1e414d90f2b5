"""Scenes as data: what is shipped holds, what is broken is refused by name, and a round is judged as one family."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.typing import ArrayLike

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.judgement import multiple_testing
from core.metrics.arrays import Flags
from core.store.open import open_store
from dashboards.pages.chief.url_state import DEFAULT_SCENE, WallUrlState

pytestmark = pytest.mark.slow


def test_shipped_scenes_are_those_of_the_wall_and_the_first_is_the_board() -> None:
    catalogue = load_catalogue()
    names = [catalogue.scenes[name].zh for name in catalogue.carousel.scenes]
    assert names == ["总览", "警情", "纠纷", "警力", "案件", "满意度", "百日行动", "地图"]
    assert catalogue.scenes[DEFAULT_SCENE].kpis == []
    assert WallUrlState().tile_kpis(catalogue) is None


def test_a_bureau_lays_its_own_order_and_times_over_ours() -> None:
    scene = "[scenes.ours]\nzh = '本局'\nen = 'Ours'\nkpis = ['alerts_valid']"
    catalogue = load_catalogue({"ours.toml": f"[carousel]\nscenes = ['map', 'ours']\ndwell = 30\n{scene}"})
    assert (catalogue.carousel.scenes, catalogue.carousel.dwell) == (["map", "ours"], 30)
    assert catalogue.carousel.pause == load_catalogue().carousel.pause
    assert catalogue.scenes["ours"].panels == ["map", "trend", "order", "hours"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[scenes.map]\nkpis = ['no_such']", "ours.toml [map]：没有指标“no_such” → 在 [kpis] 里声明它"),
        ("[scenes.map]\nkpis = ['alerts_valid', 'alerts_valid']", "[map]：同一指标写了两次"),
        ("[scenes.map]\nfocus = 'fire_alerts'", "[map]：focus“fire_alerts”不在本场景的指标里"),
        ("[scenes.alerts]\nhours = 'alerts_total'", "[alerts]：“alerts_total”没有分时段汇总"),
        ("[scenes.alerts]\npanels = ['map', 'order']", "[alerts]：大地图旁有 12 个指标 → 至多写 6 个"),
        ("[scenes.alerts]\npanels = ['map', 'trend', 'order', 'classes']", "order、classes、campaign 占同一处"),
        ("[carousel]\nscenes = ['maps']", "没有场景“maps” → 可写 overview"),
        ("[carousel]\nscenes = []", "ours.toml [carousel]：scenes："),
        ("[carousel]\ndwell = 1", "ours.toml [carousel]：dwell："),
        ("[carousel]\nspeed = 1", "ours.toml [carousel]：speed："),
        ("carousel = 3", "ours.toml [carousel]：一节要写成表 → 写 [carousel]"),
    ],
)
def test_what_is_broken_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue({"ours.toml": text})
    assert message in str(refused.value)


def test_only_who_walks_through_scenes_is_judged_by_the_round() -> None:
    catalogue = load_catalogue()
    assert WallUrlState().carousel_family(catalogue) == ()
    for url_state in (WallUrlState(is_turning=True), WallUrlState("force")):
        assert len(url_state.carousel_family(catalogue)) == len(catalogue.carousel.scenes)
    assert WallUrlState("no_such").scene_id(catalogue) == DEFAULT_SCENE


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Engine:
    return Engine(open_store(demo_db, read_only=True))


def test_a_round_is_one_family_and_a_kpi_has_one_verdict_in_it(engine: Engine) -> None:
    catalogue = engine.catalogue
    rounds = WallUrlState(is_turning=True).carousel_family(catalogue)
    all_kpis = list(dict.fromkeys(kpi for kpis in rounds for kpi in kpis))
    boards = [engine.board(kpis=kpis, carousel=rounds) for kpis in rounds]
    verdicts_by_figure: dict[tuple[str, str], set[str]] = {}
    for board in boards:
        whole_board = engine.board(kpis=all_kpis, as_of=board.as_of, units=[])
        focus = board.units[0].id
        for kpi in board.kpis:
            judged = board.judgements[kpi, focus, "yoy"]
            verdicts_by_figure.setdefault((kpi, str(board.as_of)), set()).add(judged.verdict)
            assert judged == whole_board.judgements[kpi, focus, "yoy"]
            assert board.changes[kpi, focus, "yoy"] == engine.board(kpis=board.kpis).changes[kpi, focus, "yoy"]
        station = board.units[1].id
        assert board.judgements[board.kpis[0], station, "yoy"].verdict
    assert all(len(verdicts) == 1 for verdicts in verdicts_by_figure.values())


def test_each_search_has_its_part_of_one_searchs_share(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    alphas: list[float] = []
    hierarchical_fdr = multiple_testing.hierarchical_fdr

    def note_alpha(p: ArrayLike, joint_p: ArrayLike, min_attainable_p: ArrayLike, alpha: float) -> Flags:
        alphas.append(alpha)
        return hierarchical_fdr(p, joint_p, min_attainable_p, alpha)

    monkeypatch.setattr(multiple_testing, "hierarchical_fdr", note_alpha)
    kpis = ["alerts_valid", "onscene_completion_rate"]
    list(engine.board(kpis=kpis).deteriorations)
    list(
        engine.board(
            kpis=kpis, carousel=[kpis, ["services_accepted"], ["hotels_checked"], ["fire_alerts"]]
        ).deteriorations
    )
    assert len(set(alphas)) == 2
    assert alphas[-1] == pytest.approx(alphas[0] / 4)
