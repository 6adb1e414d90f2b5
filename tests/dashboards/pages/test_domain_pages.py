"""Pages of fields of work as they are drawn: seven by one template, and the figures of the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from core.access.roles import Role
from core.access.viewer import Scope, Viewer
from core.catalogue.load import load_catalogue, shipped_domain_pages
from core.store.open import open_store
from core.store.overlays import replace_overlays
from dashboards.auth import current_user
from dashboards.cli.command import cli
from dashboards.pages.domain import figures, range_tiles, station_matrix, todo
from dashboards.pages.domain.view import DomainView, read_view
from dashboards.queries import database, domain_pages, month_charts, signals
from dashboards.registry import ENTRIES, entries_for, entry_of, is_open_to
from dashboards.settings import DB_VARIABLE
from tests.support.domain_world import OWN_PAGE
from tests.support.polling import wait_for

pytestmark = pytest.mark.slow

SCRIPT = Path("dashboards/script.py").resolve()
PAGES = shipped_domain_pages()
PERIOD = "ytd"


@pytest.fixture
def chief(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The chief of the small demo, with signals and usual ranges computed."""
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    with current_user.impersonate(Viewer("test", "test", Scope(Role.CHIEF, 1))):
        wait_for(signals.bureau_signals, lambda pending: pending is not None)
        yield


def view_of(name: str) -> DomainView:
    page = database.catalogue().domain_pages[name]
    wait_for(lambda: domain_pages.is_ready(tuple(page.tiles)), bool)
    return read_view(page, PERIOD)


def printed(demo_db: Path, kpis: list[str]) -> dict[str, dict[str, object]]:
    """What `fengjing kpi` says of some KPIs, by id."""
    done = CliRunner().invoke(cli, ["kpi", *kpis, "--db", str(demo_db), "--period", PERIOD, "--format", "json"])
    assert done.exit_code == 0, done.output
    return {row["kpi"]: row for row in json.loads(done.stdout)}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("chief")
def test_every_figure_is_that_of_the_command(demo_db: Path, name: str) -> None:
    view = view_of(name)
    said = printed(demo_db, list(view.board.kpis))
    assert set(said) == set(view.board.kpis)
    for kpi in view.board.kpis:
        figure = view.board.figures[kpi, view.unit.id]
        assert (figure.numerator, figure.denominator) == (said[kpi]["numerator"], said[kpi]["denominator"]), kpi
    for tile in (range_tiles.tile(view, kpi) for kpi in view.page.tiles):
        assert tile["number"] == "—" or tile["number"].replace(",", "") in str(said[tile["id"]]), tile


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("chief")
def test_every_page_is_whole(name: str) -> None:
    view = view_of(name)
    assert len(view.page.tiles) == len({range_tiles.tile(view, kpi)["label"] for kpi in view.page.tiles}) == 6
    assert view.sentence.endswith("。") and view.knows_signals
    assert view.matrix is not None and view.matrix.units[0].id == view.unit.id
    assert all(view.catalogue.kpis[kpi].assess for kpi in view.matrix.kpis)
    data = station_matrix.matrix_data(view, view.matrix)
    assert all(len(row["cells"]) == len(data["heads"]) for row in data["rows"])
    places = [line.place for line in todo.todo_lines(view)]
    assert len(dict.fromkeys(places)) == sum(
        place != before for place, before in zip(places, [None, *places], strict=False)
    ), "the lines of one unit stand together"


@pytest.mark.usefixtures("chief")
def test_instructions_overdue_are_all_told_to_who_answers_for_the_loop() -> None:
    loop, service = view_of("command"), view_of("service")
    assert loop.overdue and set(service.overdue) <= set(loop.overdue)
    assert not any(record.signal.key.startswith("instructions:") for record in loop.records), "told by themselves"


@pytest.mark.usefixtures("chief")
def test_a_tile_says_where_its_newest_month_lies_or_why_nobody_knows() -> None:
    view = view_of("command")
    known = range_tiles.tile(view, "alerts_valid")["range"]
    assert 0 < known["low"] < known["high"] < 1 and 0 < known["at"] < 1 and "平常" in known["text"]
    none = range_tiles.range_data(view.catalogue.kpis["alerts_valid"], "alerts_valid", None)
    assert none == {"text": "平常范围正在计算"}
    charts = month_charts.usual_months(tuple(view.page.tiles), view.unit.id)
    assert charts is not None
    assert range_tiles.range_data(view.catalogue.kpis["alerts_valid"], "nothing", charts) == {"text": ""}


@pytest.mark.usefixtures("chief")
def test_what_is_barred_stands_apart_in_grey() -> None:
    view = view_of("criminal")
    rows = figures.figure_rows(view, ["criminal_alerts", "three_hour_recovery_rate"])
    assert [row["cells"][0]["kind"] for row in rows] == ["quiet", ""]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_drawn_without_an_error(demo_db: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    app.switch_page(entry_of(f"domain_{name}").file).run()
    assert not app.exception and not app.error
    assert f"## {PAGES[name].zh}" in [markdown.value for markdown in app.markdown]


def test_every_page_of_a_field_has_a_file_of_its_own() -> None:
    own = [entry for entry in ENTRIES if entry.domain]
    assert [entry.domain for entry in own] == list(PAGES)
    assert len({entry.file for entry in own}) == len(own)
    assert all((Path("dashboards") / entry.file).exists() for entry in own)


def test_a_bureaus_own_page_is_on_the_menu_and_opens(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    store = open_store(path)
    replace_overlays(store, {"ours.toml": OWN_PAGE}, actor="test", now=0).close()
    monkeypatch.setenv(DB_VARIABLE, str(path))
    names = [entry.name for entry in entries_for(demo=True, domain_pages=load_catalogue({"o": OWN_PAGE}).domain_pages)]
    assert names[names.index("共治") + 1] == "交管"
    app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    app.switch_page("pages/domain/own/page.py").run()
    assert not app.exception and not app.error
    assert "## 交管" in [markdown.value for markdown in app.markdown]


def test_a_department_opens_its_own_page_alone() -> None:
    legal = Scope(Role.DEPARTMENT, 1, domain="legal")
    opened = {entry.address for entry in ENTRIES if is_open_to(entry, legal)}
    assert {"domain_legal", "signals", "instructions", "indicators"} <= opened
    assert not opened & {"domain_command", "chief", "comparison", "indices", "station", "steward", "officer"}
