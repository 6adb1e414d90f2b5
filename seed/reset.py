"""Puts a demo database back to the day it began at. Accounts, walls, the trail and the catalogue's files stay."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from core.store.create import create_store
from core.store.open import open_store
from core.store.store import Store
from core.store.trail import TrailLine, append_line
from core.time.days import day_number, to_date
from seed.bureau import Plan
from seed.classes.read import any_open
from seed.fill import Progress, fill
from seed.make import part_of, remove
from seed.plan_store import FIRST_DAY_KEY, FillError, require_demo, stored_plan
from seed.published import publish_and_correct

# What is no part of the made-up bureau's life stays. All else begins again.
PRESERVED_TABLES = (
    "account",
    "kiosk",
    "session",
    "guess",
    "sign_on",
    "old_password",
    "second_factor",
    "recovery_code",
    "known_device",
    "mapping",
    "bulletin_rules",
    "bulletin_template",
    "class",
    "class_question",
    "class_seat",
    "class_answer",
)


def reset(path: Path, *, actor: str, now: int, progress: Progress) -> Plan:
    """Makes the database anew as it stood on its first day, all answers hidden, and returns that day's plan.

    It takes the old one's place only when it is whole: whoever looks sees the old one until then. Raises FillError or
    StoreError (Chinese).
    """
    old = open_store(path)
    try:
        first_plan = _first_day(old, now)
        partial_path = part_of(path)
        remove(partial_path)
        files = dict(old.db.execute("SELECT name, text FROM catalogue_file ORDER BY position").fetchall())
        new = create_store(partial_path, bureau=old.bureau, demo=True, now=now, overlays=files)
        try:
            _carry_trail(new, old, actor, now)
            fill(new, first_plan, now=now, progress=progress)
            if first_plan.alive:
                publish_and_correct(new, first_plan)
            _carry_rest(new, old, actor, now)
            new.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            new.close()
    finally:
        old.close()
    _take_place(partial_path, path)
    return first_plan


def _first_day(old: Store, now: int) -> Plan:
    """The plan of the day on which a database began. An answer given meanwhile would be lost: no class may be open."""
    require_demo(old)
    if any_open(old.conn, now):
        raise FillError("课堂还开着：回到起点要换掉整个文件，请先结束课堂。")
    standing = stored_plan(old)
    first = to_date(int(old.meta(FIRST_DAY_KEY) or day_number(standing.as_of)))
    return replace(standing, as_of=first)


def _carry_trail(new: Store, old: Store, actor: str, now: int) -> None:
    with new.write(actor, "reset", str(stored_plan(old).as_of), now):
        lines = old.db.execute("SELECT at, actor, action, detail, data_version FROM audit ORDER BY id").fetchall()
        for line in lines:
            append_line(new.conn, TrailLine(*line))


def _carry_rest(new: Store, old: Store, actor: str, now: int) -> None:
    """Accounts and sessions, with the officers that they name."""
    with new.write(actor, "reset", "账号、大屏", now):
        named = old.db.execute("SELECT id, name FROM officer WHERE id IN (SELECT officer FROM account)").fetchall()
        new.conn.executemany("INSERT OR IGNORE INTO officer (id, name) VALUES (?, ?)", named)
        rules = old.db.execute("SELECT key, value FROM meta WHERE key GLOB 'policy.*'").fetchall()
        new.conn.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", rules)
        for table in PRESERVED_TABLES:
            rows = old.db.execute(f"SELECT * FROM {table}").fetchall()
            marks = ", ".join("?" * len(old.db[table].columns))
            new.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _take_place(partial_path: Path, path: Path) -> None:
    """Puts the new file in the old one's place. In between nobody can open either.

    What SQLite keeps beside the old one must not be taken for the new one's.
    """
    aside = path.with_name(f"{path.name}.old")
    os.replace(path, aside)
    remove(path)
    os.replace(partial_path, path)
    aside.unlink()
