"""Stories in a database: time that runs through them, planting later, and who is told what."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.store.cube import cube_differences
from core.store.store import open_store
from seed.bureau import Plan, plan
from seed.fill import FillError, advance, fill, stored_plan
from seed.make import make
from seed.stories.plant import plant
from seed.stories.story import KINDS, StoryError, Wish
from tests.test_seed import NOW, contents, new_store

AS_OF, START = date(2026, 2, 5), date(2025, 12, 1)
LATER = date(2026, 3, 25)
FROM = date(2026, 2, 14)  # three days before the lunar new year: any story may begin
SOON = [Wish(kind, FROM, None, strength=KINDS[kind].usual or 30) for kind in KINDS]


def bureau(*wishes: Wish) -> Plan:
    return plan("small", 2, AS_OF, START, wishes)


def test_stories_planted_later_come_as_those_planted_at_once(tmp_path: Path) -> None:
    walked = new_store(tmp_path / "walked.db", bureau())
    fill(walked, bureau(), now=NOW)
    standing = plant(walked, SOON, actor="教官", now=NOW)
    assert stored_plan(walked) == standing == bureau(*SOON)
    for day in (FROM - timedelta(days=1), FROM, FROM + timedelta(days=3), date(2026, 3, 1), LATER):
        standing = advance(walked, standing, day, now=NOW)
    assert not any(cube_differences(walked).values())
    remade = new_store(tmp_path / "remade.db", standing)
    fill(remade, standing, now=NOW)
    assert contents(walked) == contents(remade)
    plain = new_store(tmp_path / "plain.db", bureau())
    fill(plain, bureau().until(LATER), now=NOW)
    assert contents(walked)["fact_alert"] != contents(plain)["fact_alert"]


def test_only_what_has_not_begun_is_planted_later(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    make(path, bureau(), now=NOW, progress=lambda _what, _done: None)
    store = open_store(path)
    for day in (AS_OF, AS_OF - timedelta(days=20)):
        with pytest.raises(StoryError, match="已经过去"):
            plant(store, [Wish("fraud_surge", day)], actor="教官", now=NOW)
    assert stored_plan(store) == bureau()


def test_no_story_is_planted_into_a_real_database(tmp_path: Path) -> None:
    real = new_store(tmp_path / "real.db", bureau(), demo=False)
    with pytest.raises(FillError, match="真实"):
        plant(real, SOON, actor="教官", now=NOW)
    with pytest.raises(FillError, match="真实"):
        fill(real, bureau(*SOON), now=NOW)
