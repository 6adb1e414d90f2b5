"""Every file that a command writes for its user is whole or as it was, and a full disk is told with file and mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli.commands import COMMANDS
from core.cli.common import cli
from core.store.open import open_store
from core.store.units import unit_tree
from tests.support.intake_world import ALERT, alert, write_csv
from tests.support.small_files import largest_file

for command in COMMANDS:
    cli.add_command(command)

BEFORE, LARGEST = "原来的", 50  # a file that is there, and the bytes that find room
WITHOUT_DATABASE = (
    ("catalogue", "reference", "FILE"),
    ("bulletin", "template", "--to", "FILE"),
)
OF_DATABASE = (
    ("slip", "--db", "DB", "--unit", "UNIT", "--out", "FILE.txt"),
    ("bulletin", "make", "monthly", "--db", "DB", "--period", "2026-02", "--claims", "FILE"),
    ("campaign", "--db", "DB", "--bulletin", "week", "--claims", "FILE"),
)
NEW = (
    ("catalogue", "example", "call_slips", "--to", "FILE"),
    ("mapping", "suggest", "TABLE", "--to", "FILE"),
    ("trail", "export", "--db", "DB", "FILE.csv"),
    ("board", "key", "--out", "FILE"),
)


@pytest.fixture
def places(demo_db: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What stands in the commands for files and a unit."""
    table = write_csv(tmp_path / "table.csv", [ALERT, alert("A1", when="2026-11-03 08:00")])
    folder = tmp_path / "written"
    folder.mkdir()
    words = {
        "DB": str(demo_db),
        "TABLE": str(table),
        "FILE": str(folder / "file"),
        "FILE.txt": str(folder / "file.txt"),
        "FILE.csv": str(folder / "file.csv"),
    }
    with closing(open_store(demo_db, read_only=True)) as store:  # kept open, since what lies beside it needs room
        station = next(unit for unit in unit_tree(store).units.values() if unit.kind == "station")
        yield {**words, "UNIT": station.name}


def run(words: tuple[str, ...], places: dict[str, str]) -> Result:
    return CliRunner().invoke(cli, [places.get(word, word) for word in words])


@pytest.mark.parametrize("words", [*WITHOUT_DATABASE, *OF_DATABASE], ids=" ".join)
def test_a_file_that_finds_no_room_stays_as_it_was(words: tuple[str, ...], places: dict[str, str]) -> None:
    file = Path(places[next(word for word in words if word.startswith("FILE"))])
    file.write_text(BEFORE)
    with largest_file(LARGEST):
        result = run(words, places)
    assert result.exit_code == 1 and str(file) in result.output and "系统允许的大小，请放宽限制" in result.output
    assert file.read_text() == BEFORE and list(file.parent.iterdir()) == [file]
    assert run(words, places).exit_code == 0
    assert file.read_bytes() != BEFORE.encode() and list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("words", NEW, ids=" ".join)
def test_a_new_file_that_finds_no_room_is_not_there(words: tuple[str, ...], places: dict[str, str]) -> None:
    file = Path(places[next(word for word in words if word.startswith("FILE"))])
    with largest_file(LARGEST):
        result = run(words, places)
    assert result.exit_code == 1 and str(file) in result.output and "系统允许的大小，请放宽限制" in result.output
    assert not list(file.parent.iterdir())
    assert run(words, places).exit_code == 0
    assert file.stat().st_size > LARGEST and not list(file.parent.glob(".*"))
    assert "已" in run(words, places).output  # there already, and not written over
