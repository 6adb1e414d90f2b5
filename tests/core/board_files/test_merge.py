"""Counties' boards merged equal one build over all their records, cell for cell, and the naive oracle's figures."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.board_files.draft import opened_board
from core.board_files.merge import MergeCounts, MergeOrder, merge_boards
from core.board_files.order import BoardOrder, EngineName
from core.board_folder.board_checks import board_faults
from core.engine import Engine
from core.metrics.types import Figure
from core.store.catalogue_tables import GRAIN_KEYS
from core.store.errors import StoreError
from core.store.open import open_store
from core.store.raw_connection import WRITE, raw_connect
from core.store.record_reach import records_from, records_from_by_unit
from core.store.store import Store
from core.store.units import NewUnit, unit_tree
from core.time.days import CHINA, day_number
from tests.support.boards import built, cells, exported
from tests.support.examples import examples
from tests.support.oracle import Record
from tests.support.oracle_check import FROM_RECORDS, check
from tests.support.province_world import (
    COUNTIES,
    PROVINCE,
    TREE,
    Days,
    county_days,
    county_store,
    county_wishes,
    joint_days,
    placed_records,
    province_store,
)
from tests.support.unit_world import Wish, world_of
from tests.support.worlds import CATALOGUE, FIRST, LAST

pytestmark = pytest.mark.slow

few = settings(max_examples=examples(2, thorough=60), deadline=None, suppress_health_check=list(HealthCheck))
ByCode = dict[str, list[tuple[object, ...]]]


def board_of(store: Store, folder: Path) -> Path:
    """Build a store's board."""
    exported(store, folder / f"{store.path.stem}-facts")
    out = folder / f"{store.path.stem}-board.db"
    built(EngineName.SQLITE, BoardOrder(folder / f"{store.path.stem}-facts", out))
    return out


def merged(boards: list[Path], out: Path, units: list[NewUnit] = TREE) -> MergeCounts:
    return merge_boards(MergeOrder(boards, out, PROVINCE, units), actor="test", now=0)


def cells_by_code(store: Store) -> ByCode:
    """The cells of every grain that is of units, each with its unit's code."""
    codes = dict(store.db.execute("SELECT id, code FROM unit").fetchall())
    found = {}
    for grain, rows in cells(store).items():
        keys = GRAIN_KEYS[grain].split(", ")
        if "unit" in keys:
            place = keys.index("unit")
            found[grain] = sorted((*row[:place], codes[row[place]], *row[place + 1 :]) for row in rows)
    return found


@few
@given(made=placed_records(), wishes=county_wishes(), days=county_days())
def test_merged_boards_equal_one_build_over_all_records(
    tmp_path_factory: pytest.TempPathFactory,
    made: dict[str, list[Record]],
    wishes: dict[str, list[Wish]],
    days: dict[str, Days],
) -> None:
    folder = tmp_path_factory.mktemp("merged")
    whole = province_store(folder / "whole.db", made, [wish for own in wishes.values() for wish in own], days)
    counties = [county_store(folder / f"{code}.db", code, made, wishes[code], days[code]) for code in COUNTIES]
    counts = merged([board_of(county, folder) for county in counties], folder / "province.db")
    assert counts.boards == 2 and not counts.missing and not board_faults(folder / "province.db")
    joint = opened_board(board_of(whole, folder))
    province = open_store(folder / "province.db", read_only=True)
    assert cells_by_code(province) == cells_by_code(joint)
    assert history_by_code(province) == history_by_code(joint)
    for as_of in (date(2025, 3, 31), date(2025, 4, 16)):
        equals_oracle(whole, province, made, days, as_of)
    for store in (whole, joint, province, *counties):
        store.close()
    shutil.rmtree(folder)


@few
@given(made=placed_records(), last=st.dates(date(2025, 3, 15), date(2025, 4, 10)))
def test_a_county_that_lies_behind_says_of_its_own_last_day_what_its_own_board_says(
    tmp_path_factory: pytest.TempPathFactory, made: dict[str, list[Record]], last: date
) -> None:
    """All its records came by that day: nothing has to be taken out, and the cells of its days tell all."""
    folder = tmp_path_factory.mktemp("behind")
    made = {kind: [record for record in rows if _day_of_last(record) <= last] for kind, rows in made.items()}
    days = {"K1": (FIRST, LAST), "K2": (FIRST, last)}
    boards = [board_of(county_store(folder / f"{code}.db", code, made, [], days[code]), folder) for code in COUNTIES]
    merged(boards, folder / "province.db")
    own = open_store(boards[1], read_only=True)
    province = open_store(folder / "province.db", read_only=True)
    told = _figures(own, last)
    assert {key: figure for key, figure in _figures(province, last).items() if key in told} == told
    assert any(CATALOGUE.kpis[kpi].basis == "cohort" and figure[0] is not None for (kpi, _), figure in told.items())
    own.close()
    province.close()
    shutil.rmtree(folder)


def _day_of_last(record: Record) -> date:
    """The day of the last thing that is known of a record."""
    days = [value.date() if isinstance(value, datetime) else value for value in record.values()]
    return max(day for day in days if isinstance(day, date))


def _figures(store: Store, as_of: date) -> dict[tuple[str, str], tuple[int | None, int | None, float | None]]:
    """Figures of the year so far of all units but communities, by KPI and the unit's name."""
    names = dict(store.db.execute("SELECT id, name FROM unit WHERE kind <> 'community'").fetchall())
    answer = Engine(store).board(period="ytd", as_of=as_of, kpis=FROM_RECORDS, months=0, units=list(names))
    return {
        (kpi, names[unit]): (figure.numerator, figure.denominator, figure.value)
        for (kpi, unit), figure in answer.figures.items()
    }


def history_by_code(store: Store) -> list[tuple[object, ...]]:
    query = (
        "SELECT u.code, a.code, l.kind, l.first, l.last, l.inherited FROM unit_ancestor l "
        "JOIN unit u ON u.id = l.unit JOIN unit a ON a.id = l.ancestor ORDER BY 1, 2, 4"
    )
    changes = "SELECT u.code, c.day, c.act, c.name, o.code FROM unit_change c JOIN unit u ON u.id = c.unit "
    changes += "LEFT JOIN unit o ON o.id = c.other ORDER BY 1, 2, 3"
    return [*store.db.execute(query).fetchall(), *store.db.execute(changes).fetchall()]


def equals_oracle(
    whole: Store, province: Store, made: Mapping[str, list[Record]], days: Mapping[str, Days], as_of: date
) -> None:
    """Every figure is the slow and obvious one, or says that it needs records that the board has not."""
    ids = {code: number for number, code in whole.db.execute("SELECT id, code FROM unit").fetchall()}
    rows = {kind: [record | {"unit": ids[record["unit"]]} for record in own] for kind, own in made.items()}
    spans = {**days, PROVINCE: joint_days(days)}
    world = world_of(whole, rows, {(kind, ids[code]): [span] for kind in made for code, span in spans.items()})
    places = {number: ids[code] for number, code in province.db.execute("SELECT id, code FROM unit").fetchall()}
    kinds = dict(province.db.execute("SELECT id, kind FROM unit").fetchall())
    units = [number for number in places if kinds[number] != "community"]
    answer = Engine(province).board(period="ytd", as_of=as_of, kpis=FROM_RECORDS, months=0, units=units)
    told = 0
    for (kpi, unit), figure in answer.figures.items():
        if "不在本看板文件中" not in (figure.reason or ""):
            check(world, kpi, places[unit], answer.period, as_of, figure)
            told += figure.value is not None
    assert told


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("counties")
    nothing: dict[str, list[Record]] = {kind: [] for kind in CATALOGUE.facts}
    stores = [county_store(folder / f"{code}.db", code, nothing, [], (FIRST, LAST)) for code in COUNTIES]
    return [board_of(store, folder) for store in stores]


def test_what_every_county_has_is_known_and_what_one_lacks_is_not(boards: list[Path], tmp_path: Path) -> None:
    assert merged(boards, tmp_path / "whole.db").missing == ()
    third = [*TREE, NewUnit("K3", "北县公安局", "county", PROVINCE)]
    assert merged(boards, tmp_path / "part.db", third).missing == ("北县公安局",)
    values = {}
    for name in ("whole", "part"):
        store = open_store(tmp_path / f"{name}.db", read_only=True)
        answer = Engine(store).board(
            period="ytd", as_of=date(2025, 3, 31), kpis=["alerts_valid"], months=0, units=[1, 2]
        )
        values[name] = [answer.figures["alerts_valid", unit] for unit in (1, 2)]
        store.close()
    assert [figure.value for figure in values["whole"]] == [0, 0]
    assert [figure.value for figure in values["part"]] == [None, 0] and "北县公安局" in (values["part"][0].reason or "")


def copied(board: Path, path: Path, statement: str) -> Path:
    shutil.copyfile(board, path)
    path.chmod(0o600)
    connection = raw_connect(path, WRITE)
    connection.execute(statement)
    connection.close()
    return path


def test_a_county_keeps_its_own_last_day_through_a_city_that_was_merged_itself(
    boards: list[Path], tmp_path: Path
) -> None:
    earlier = copied(boards[1], tmp_path / "earlier.db", "UPDATE coverage SET last = last - 10")
    merge_boards(
        MergeOrder(
            [earlier], tmp_path / "city.db", "某市公安局", [NewUnit("K2", "西县公安局", "county", "某市公安局")]
        ),
        actor="test",
        now=0,
    )
    tree = [TREE[0], NewUnit("T2", "某市公安局", "county", PROVINCE)]
    merged([boards[0], tmp_path / "city.db"], tmp_path / "province.db", tree)
    store = open_store(tmp_path / "province.db", read_only=True)
    names = dict(store.db.execute("SELECT id, name FROM unit").fetchall())
    days = {names[unit]: day for unit, day in records_from_by_unit(store)["dispute"].items()}
    latest, earlier_by_ten = day_number(LAST) + 1, day_number(LAST) - 9
    assert days == {
        **{PROVINCE: latest, "东县公安局": latest},
        **{"某市公安局": earlier_by_ten, "西县公安局": earlier_by_ten},
    }
    assert records_from(store, "dispute") == latest
    store.close()


OTHER_TEXT = "UPDATE catalogue_file SET text = text || '# other'"
SAME_CODE = "UPDATE unit SET code = 'S1' WHERE code = 'S3'"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (OTHER_TEXT, "目录不同（all_shown.toml）"),
        (SAME_CODE, "S1 等 1 个"),
        ("UPDATE unit SET code = 'X', name = '另一个局' WHERE id = 1", "单位表里没有“另一个局”"),
    ],
)
def test_what_does_not_fit_together_is_refused(boards: list[Path], tmp_path: Path, statement: str, told: str) -> None:
    other = copied(boards[1], tmp_path / "other.db", statement)
    with pytest.raises(StoreError) as refused:
        merged([boards[0], other], tmp_path / "out.db")
    assert told in str(refused.value) and not list(tmp_path.glob("*out.db*"))


def test_the_same_county_twice_is_refused(boards: list[Path], tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="只给一份"):
        merged([boards[0], boards[0]], tmp_path / "out.db")


def test_a_day_after_the_last_outcome_is_told_by_cells_in_the_middle_of_a_month_too(tmp_path: Path) -> None:
    """Nothing has to be taken out of it, whichever days are asked; of a day before that outcome records would tell."""
    received, resolved = datetime(2025, 3, 5, 9, tzinfo=CHINA), datetime(2025, 3, 7, 9, tzinfo=CHINA)
    told = {"id": "d1", "unit": "S3", "occurred_at": received, "outcome_at": resolved, "key": 0, "escalated": 0}
    chosen = {"origin": "canvassed", "kind": "debt", "body": "station"}
    dispute = {**dict.fromkeys(CATALOGUE.facts["dispute"].columns), **told, **chosen}
    county = county_store(tmp_path / "K2.db", "K2", {"dispute": [dispute]}, [], (FIRST, LAST))
    merged([board_of(county, tmp_path)], tmp_path / "province.db", [TREE[1]])
    province = open_store(tmp_path / "province.db", read_only=True)

    def figure(store: Store, as_of: date) -> Figure:
        unit, kpi = unit_tree(store).find("西县公安局").id, "dispute_resolution_rate"
        return Engine(store).board(period="last30", as_of=as_of, kpis=[kpi], months=0, units=[unit]).figures[kpi, unit]

    assert figure(province, date(2025, 3, 20)) == figure(county, date(2025, 3, 20))
    assert figure(province, date(2025, 3, 20)).numerator == 1
    assert "不在本看板文件中" in (figure(province, date(2025, 3, 6)).reason or "")
    county.close()
    province.close()
