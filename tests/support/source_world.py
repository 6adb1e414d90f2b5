"""A bureau's table of alerts in a real database, the mapping that reads it, and runs of it as a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.intake.mapping.headers import header_key
from core.intake.mapping.read import read_mapping
from core.sources.add import NewSource, add_database
from core.sources.run import run_source
from core.sources.run_options import RunOptions
from core.sources.settings import DatabaseSettings
from core.sources.tally import RunTally
from core.store.mappings import StoredMapping, save_mapping
from core.store.store import Store
from tests.support.database_servers import PASSWORD, DatabaseServer
from tests.support.intake_world import NOW

SOURCE, MAPPING = "jq", "警情库"
SETTINGS = DatabaseSettings("jj_alert", MAPPING, "gxsj")
ALERTS = """
kind = "警情"
[columns]
"警情编号" = "bh"
"接警时间" = "afsj"
"单位" = "czdw"
"警情类别" = "jqlx"
"现场办结" = "xcbj"
[codes."警情类别"]
"刑事" = ["刑事案件", "通讯网络诈骗"]
"治安" = ["打架斗殴"]
[constants]
"非警务类" = "否"
"已分流" = "否"
"110/119/120联动" = "否"
"""
READ = ("bh", "afsj", "czdw", "jqlx", "xcbj", "gxsj")
_TYPES = {
    "postgresql": ("text", "timestamptz", "boolean"),
    "mariadb": ("varchar(64)", "timestamp", "tinyint(1)"),
}


@dataclass(frozen=True)
class SourceRow:
    """A row of their table: times in China, as their own system would show them."""

    bh: str
    afsj: str = "2026-11-01 08:30:00"
    czdw: str = "甲溪派出所"
    jqlx: str = "打架斗殴"
    xcbj: bool = True
    gxsj: str = "2026-11-10 09:00:00"

    def values(self) -> dict[str, Any]:
        """The row for an INSERT; the person in it is what we must never read."""
        times = {name: f"{getattr(self, name)}+08:00" for name in ("afsj", "gxsj")}
        return {**{name: getattr(self, name) for name in READ}, **times, "bjr": "某甲"}

    def cells(self) -> list[str]:
        """The same row as a file of ours would have it."""
        kind = {"刑事案件": "刑事", "通讯网络诈骗": "刑事", "打架斗殴": "治安"}.get(self.jqlx, self.jqlx)
        return [self.bh, self.czdw, self.afsj, kind, "是" if self.xcbj else "否", "否", "否", "否"]


ROWS = (
    SourceRow("J1", "2026-11-01 08:30:00", "甲溪派出所", "刑事案件", True, "2026-11-10 09:00:00"),
    SourceRow("J2", "2026-11-02 23:59:59", "乙坪派出所", "通讯网络诈骗", False, "2026-11-10 09:00:00"),
    SourceRow("J3", "2026-11-03 00:00:00", "S3", "打架斗殴", True, "2026-11-10 09:00:00"),
    SourceRow("J4", "2026-11-03 10:30:00", "丙湾派出所", "纠纷", True, "2026-11-11 10:00:00"),
    SourceRow("J5", "2026-11-05 10:30:00", "甲溪派出所", "纠纷", False, "2026-11-12 10:00:00"),
)


def make_table(server: DatabaseServer, rows: Sequence[SourceRow] = ROWS) -> None:
    """Make the table of alerts anew, with the account that may read what the mapping names and nothing else."""
    text, time, flag = _TYPES[server.name]
    server.run(
        "DROP TABLE IF EXISTS jj_alert",
        f"CREATE TABLE jj_alert (bh {text} PRIMARY KEY, afsj {time} NOT NULL, czdw {text}, jqlx {text}, "
        f"bjr {text}, xcbj {flag}, gxsj {time} NULL)",
        "CREATE INDEX jj_alert_by_gxsj ON jj_alert (gxsj, bh)",
    )
    server.add_account(
        "reader", f"SELECT ({', '.join(READ)}) ON {'' if server.name == 'postgresql' else 'bureau.'}jj_alert"
    )
    if rows:
        put(server, *rows)


def put(server: DatabaseServer, *rows: SourceRow) -> None:
    """Insert rows, in place of those of the same number."""
    names = ", ".join(f"'{row.bh}'" for row in rows)
    server.run(f"DELETE FROM jj_alert WHERE bh IN ({names})")
    values = [row.values() for row in rows]
    if server.name == "mariadb":
        for one in values:
            for name in ("afsj", "gxsj"):  # its administrator's session is in UTC
                moment = datetime.fromisoformat(one[name]).replace(tzinfo=None) - timedelta(hours=8)
                one[name] = f"{moment}"
    server.insert("jj_alert", values)


def keep_mapping(store: Store, text: str = ALERTS, name: str = MAPPING) -> None:
    """Keep a mapping."""
    mapping = read_mapping(name, text, store.catalogue)
    draft = StoredMapping(name, 0, mapping.kind, header_key(mapping.headers()), text, NOW, "test")
    save_mapping(store.conn, draft)


def add(
    store: Store,
    server: DatabaseServer,
    settings: DatabaseSettings = SETTINGS,
    *,
    user: str = "reader",
    every: str = "",
) -> list[str]:
    """Add the table as a source whose password stands in the environment; return what is told."""
    keep_mapping(store)
    return add_database(store, NewSource(SOURCE, every, NOW, "test"), server.address(user), settings)


def secret_file(folder: Path) -> str:
    """A file with the accounts' password, which nobody else may read."""
    path = folder / "secret"
    path.write_text(f"{PASSWORD}\n")
    path.chmod(0o600)
    return str(path)


def run(store: Store, now: int = NOW, **options: Any) -> RunTally:
    """Run the source."""
    return run_source(store, SOURCE, clock=lambda: now, actor="test", options=RunOptions(**options))


def numbers(tally: RunTally) -> tuple[int, int, int, int, int]:
    """Read, new, changed, same and refused rows."""
    return tally.read, tally.new, tally.changed, tally.same, tally.refused


def stored_alerts(store: Store) -> list[tuple[Any, ...]]:
    """The alerts that are stored, but for the batch that brought them."""
    columns = ", ".join(store.catalogue.facts["alert"].columns)
    return list(store.db.execute(f"SELECT {columns} FROM fact_alert ORDER BY id"))


def many_rows(count: int, start: int = 0) -> list[SourceRow]:
    """Rows in groups of three that were changed in the same second."""
    base, changed = datetime(2026, 11, 1, 0, 5), datetime(2026, 11, 10, 9)
    stations = ("甲溪派出所", "乙坪派出所", "丙湾派出所")
    return [
        replace(
            SourceRow(f"R{n:05d}"),
            afsj=str(base + timedelta(minutes=17 * n)),
            czdw=stations[n % 3],
            gxsj=str(changed + timedelta(seconds=n // 3)),
        )
        for n in range(start, start + count)
    ]
