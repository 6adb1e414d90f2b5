"""Whatever strangers call columns, choices and units: a mapping that says so gives the rows that we would have had."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.intake.fields import file_kinds
from core.intake.importer import import_table
from core.intake.mapping.apply import MappingRequest, apply_mapping
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames
from core.intake.mapping.suggest import suggest_mapping
from core.intake.table import Row, Table
from core.intake.text_matching import match_key
from core.store.store import Store
from core.store.units import UnitTree, unit_tree
from tests.support.intake_world import ALERT, NOW, OFFICERS, UNITS, alert, peopled_store

WORDS = st.text("甲乙丙丁abc 1", min_size=1, max_size=6).map(lambda text: f"字{text.strip()}")
UNIT_CODES = ("S1", "S2", "S3")
NAMES_OF = ("id", "unit", "occurred_at", "class", "on_scene", "non_police", "diverted", "joint")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        peopled = peopled_store(Path(folder))
        yield peopled
        peopled.close()


@pytest.fixture(scope="module")
def tree(store: Store) -> UnitTree:
    return unit_tree(store)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_other_words_give_the_same_rows(store: Store, tree: UnitTree, data: st.DataObject) -> None:
    names = KindNames("alert", store.catalogue)
    headers = data.draw(st.lists(WORDS, min_size=9, max_size=9, unique_by=match_key))
    words = iter(data.draw(st.lists(WORDS, min_size=40, max_size=40, unique_by=match_key)))
    their_units = {code: next(words) for code in UNIT_CODES}
    their_codes = {
        field: {code: f"{next(words)}{field}" for code in names.choices(field)}
        for field in ("class", "on_scene", "joint")
    }
    ours, theirs = [], []
    for number in range(data.draw(st.integers(1, 6))):
        unit = data.draw(st.sampled_from(UNIT_CODES))
        codes = {field: data.draw(st.sampled_from(sorted(known))) for field, known in their_codes.items()}
        row = [f"A{number}", unit, "2026-11-01 08:30", names.text("class", codes["class"])]
        row += [names.text("on_scene", codes["on_scene"]), "否", "是", names.text("joint", codes["joint"])]
        ours.append(row)
        coded = {field: their_codes[field][code] for field, code in codes.items()}
        theirs.append(
            [row[0], their_units[unit], row[2], coded["class"], coded["on_scene"], "否", "是", coded["joint"], "别的"]
        )
    order = data.draw(st.permutations(range(9)))
    mapping = TableMapping(
        kind="alert",
        columns=dict(zip(NAMES_OF, headers, strict=False)),
        ignored=headers[8:],
        units={code: [name] for code, name in their_units.items()},
        codes={field: {code: [word] for code, word in known.items()} for field, known in their_codes.items()},
    )
    rows = [Row(number, [row[place] for place in order]) for number, row in enumerate(theirs, 2)]
    table = Table("来的.csv", [headers[place] for place in order], rows, "utf-8", ",")
    mapped = apply_mapping(table, MappingRequest("x", mapping), store.catalogue, tree)
    assert (mapped.headers, mapped.refused) == ([names.label(name) for name in NAMES_OF], [])
    assert [row.cells for row in mapped.rows] == ours
    assert [row.number for row in mapped.rows] == [row.number for row in rows]


TABLES = ("unit", "officer", "ledger", "coverage", "refused_note", "refused_row")
FILES = {
    "units": UNITS,
    "officers": OFFICERS,
    "ledger": [["单位", "期间", "计数项", "数值", "来源"], ["S1", "2026-10", "volunteers", "3", "月报"]],
    "alert": [ALERT, alert("A1"), alert("A2", "乙坪派出所", "bad"), alert("A3", kind="外星")],
}


@pytest.mark.parametrize("kind", FILES)
def test_our_own_table_comes_in_alike_by_the_mapping_that_is_proposed_for_it(kind: str, tmp_path: Path) -> None:
    outcomes = []
    for mapped in (False, True):
        folder = tmp_path / str(mapped)
        folder.mkdir()
        store = peopled_store(folder)
        rows = [Row(number, list(row)) for number, row in enumerate(FILES[kind][1:], 2)]
        table = Table("我们的.csv", list(FILES[kind][0]), rows, "utf-8", ",")
        if mapped:
            mapping = suggest_mapping(table, kind, store.catalogue).mapping
            table = apply_mapping(table, MappingRequest("x", mapping), store.catalogue, unit_tree(store))
        report = import_table(store, kind, table, now=NOW, actor="test")
        facts = [k for k in file_kinds(store.catalogue) if k in store.catalogue.facts]
        stored = [
            store.db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for name in (
                "unit",
                "officer",
                "ledger",
                "coverage",
                "refused_note",
                "refused_row",
                *(f"fact_{k}" for k in facts),
            )
        ]
        refused = [(refusal.row, refusal.column, refusal.value) for refusal in report.refused]
        outcomes.append((report.new, report.unchanged, refused, stored))
        store.close()
    assert outcomes[0] == outcomes[1]
