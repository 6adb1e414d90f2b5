"""A board file of a bureau of seven units with some alerts, built by SQLite within a second."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from core.board_files.order import BoardOrder, EngineName
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.time.days import day_number
from tests.support.boards import built, exported
from tests.support.worlds import CATALOGUE, copied, empty_store

ALERTS = {date(2024, 2, 10): 5, date(2024, 3, 10): 3, date(2024, 3, 11): 4}  # by day, the unit of the alert


def make_small_board(path: Path) -> None:
    """Make the board."""
    with TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        store = copied(empty_store(folder), folder / "bureau.db")
        alert: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
        alert |= {"class": "help", "on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
        rows = [
            alert | {"id": f"A{number}", "unit": unit, "occurred_at": day_number(day) * 86_400}
            for number, (day, unit) in enumerate(ALERTS.items())
        ]
        with store.write("test", "records", "", 0):
            apply_records(store, "alert", [tuple(row.values()) for row in rows])
            add_coverage(store, "alert", 1, day_number(date(2023, 1, 1)), day_number(date(2024, 3, 31)))
        exported(store, folder / "facts")
        store.close()
        built(EngineName.SQLITE, BoardOrder(folder / "facts", folder / "board.db"))
        shutil.copyfile(folder / "board.db", path)
