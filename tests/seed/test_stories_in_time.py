"""Stories in a database: time that runs through them, planting later, and who is told what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.catalogue.load import load_catalogue
from core.store.cube import cube_differences
from core.store.open import open_store
from core.store.trail import trail_lines
from dashboards.cli.command import cli
from seed.bureau import Plan, plan
from seed.fill import FillError, advance, fill, stored_plan
from seed.make import make
from seed.stories.answers import KEYS, answer
from seed.stories.effect import effect
from seed.stories.plant import plant
from seed.stories.reveal import shown_answers
from seed.stories.story import KINDS, StoryError, Wish
from tests.support.seed_world import NOW, contents, new_store

pytestmark = pytest.mark.slow

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
    make(path, bureau(), now=NOW, progress=lambda _label, _done: None)
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


# --- the answers ------------------------------------------------------------------------------------------


def test_every_kind_has_an_answer_that_counts_what_it_did() -> None:
    standing = bureau(*SOON).until(LATER)
    for story in standing.stories:
        story_answer = answer(standing, story)
        assert story_answer.place.split()[0] in {unit.name for unit in standing.place.units}
        assert (
            str(story.start) in story_answer.since
            and "{" not in story_answer.text
            and "还没有" not in story_answer.done
        )
        done = effect(standing, story)
        assert done.added or done.changed or done.missing
    early = bureau(*SOON)
    assert all("还没有开始" in answer(early, story).done for story in early.stories)


def test_an_effect_is_what_two_databases_differ_in(tmp_path: Path) -> None:
    requested = (Wish("late_reports", FROM, 60, "S01", 5), Wish("dispute_cluster", FROM, 20, "S02C01", 60))
    standing = bureau(*requested).until(LATER)
    ids = {}
    for name, story_plan in {"both": standing, "one": replace(standing, stories=standing.stories[:1])}.items():
        store = new_store(tmp_path / f"{name}.db", story_plan)
        fill(store, story_plan, now=NOW)
        ids[name] = {
            kind: dict(store.db.execute(f"SELECT id, hex(id) FROM fact_{kind}").fetchall())
            for kind in ("alert", "dispute")
        }
    done = effect(standing, standing.stories[1])
    for kind, both in ids["both"].items():
        assert done.added[kind] == len(both) - len(ids["one"][kind]) > 0
    assert not done.missing and not done.changed
    assert effect(standing, standing.stories[0]).missing["alert"] > 0


def run(*words: object) -> str:
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_plants_stories_and_keeps_the_answers_until_asked(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    seed_command = ("seed", "--size", "small", "--seed", 2, "--as-of", "2026-02-28", "--db", path)
    output = run(*seed_command, "--story", "gaming:S01", "--story", "fraud_surge::2026-02-01:40")
    secret = ("作假", "诈骗", "gaming", "fraud")
    quiet = run("stories", "--db", path)
    assert quiet.count("未揭晓") == 2 and not any(word in output + quiet for word in secret)
    assert "已有" in run(*seed_command)  # whoever does not ask for stories is not told of them
    answers_output = run("stories", "--db", path, "--answers")
    assert "数字作假" in answers_output and "诈骗警情上升" in answers_output and "2026-02-01" in answers_output
    repeated_output = run("stories", "--db", path)
    assert repeated_output.count("已于") == 2 and not any(word in repeated_output for word in secret)
    store = open_store(path)
    assert sorted(shown_answers(store)) == [0, 1]
    lines = trail_lines(store.conn, 50)
    assert sum(line.action == "answer" for line in lines) == 1
    assert not any(word in f"{line.action} {line.detail}" for line in lines for word in secret)
    other = CliRunner().invoke(cli, [*map(str, seed_command), "--story", "gaming:S02"])
    assert other.exit_code == 1 and "另一个演示库" in other.output
    assert "没有埋故事" in run("stories", "--db", plain(tmp_path))


def plain(folder: Path) -> Path:
    path = folder / "plain.db"
    make(path, bureau(), now=NOW, progress=lambda _label, _done: None)
    return path


def test_a_story_that_cannot_be_planted_is_refused_by_the_command_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    seed_command = ["seed", "--size", "small", "--as-of", "2026-02-28", "--db", str(path), "--story", "gaming:S99"]
    refused = CliRunner().invoke(cli, seed_command)
    assert refused.exit_code == 1 and "没有单位" in refused.output and not path.exists()


def test_there_are_no_answers_in_a_real_database(tmp_path: Path) -> None:
    path = tmp_path / "real.db"
    new_store(path, bureau(), demo=False).close()
    refused = CliRunner().invoke(cli, ["stories", "--db", str(path)])
    assert refused.exit_code == 1 and "演示库" in refused.output


def test_every_kpi_that_an_answer_names_is_in_the_catalogue() -> None:
    assert set(KEYS) == set(KINDS)
    named = [kpi for key in KEYS.values() for kpi in key.kpis]
    assert set(named) <= set(load_catalogue().kpis)
