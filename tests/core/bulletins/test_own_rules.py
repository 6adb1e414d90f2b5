"""A bureau's own kinds and rules of sentences: checked when loaded, kept with every earlier file, and used."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.bulletins.load import RuleFile, load_rules
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from dashboards.cli.command import cli

OWN = """
[kinds.disputes]
zh = "纠纷周报"
en = "Disputes of a week"
title = "矛盾纠纷周报"
period = "week"
comparisons = ["mom"]
base_labels = { mom = "上周" }
[[kinds.disputes.sections]]
heading = "纠纷警情"
form = "sentences"
kpis = ["dispute_alerts"]
[[figure]]
when = { state = ["no_figure", "unripe"] }
say = "{kpi}无数"
[[figure]]
say = "本期{kpi}计{figure}"
"""


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["bulletin", *arguments])
    return result.exit_code, result.output


def test_an_own_file_is_put_in_force_and_taken_out_again(demo_db: Path, tmp_path: Path) -> None:
    db, file = str(shutil.copy(demo_db, tmp_path / "own.db")), tmp_path / "ours.toml"
    file.write_text(OWN, "utf-8")
    subject = ("make", "纠纷周报", "--period", "2026-W20", "--db", db)
    assert run(*subject)[0] == 1
    assert run("rules", "--use", str(file), "--db", db) == (0, "已换用 ours.toml。\n")
    code, output = run(*subject)
    assert code == 0, output
    assert "本期纠纷警情计" in output
    assert "纠纷周报" in run("kinds", "--db", db)[1]
    assert OWN in run("rules", "--db", db)[1]
    assert run("rules", "--shipped", "--db", db)[0] == 0
    assert run(*subject)[0] == 1
    connection = sqlite3.connect(db)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE bulletin_rules SET text = ''")
    connection.close()


def test_a_broken_file_changes_nothing(demo_db: Path, tmp_path: Path) -> None:
    db, file = str(shutil.copy(demo_db, tmp_path / "own.db")), tmp_path / "ours.toml"
    file.write_text(OWN.replace('"dispute_alerts"', '"no_such_kpi"'), "utf-8")
    code, output = run("rules", "--use", str(file), "--db", db)
    assert code == 1
    assert "ours.toml [disputes]：没有指标" in output
    assert "自带" in run("rules", "--db", db)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kinds = [", "ours.toml \\[-\\]：不是 TOML"),
        ("[words]", "没有“words”这一节"),
        (OWN.replace('say = "本期{kpi}计{figure}"', 'when = { zero = ["now"] }\nsay = "{kpi}为零"'), "没有规则说"),
        (OWN.replace("{figure}", "{figure.real}"), "空位"),
        (OWN.replace("{figure}", "99 起"), "不能写数字"),
        (OWN.replace('form = "sentences"', 'form = "usual"'), "只有每日"),
        (OWN.replace('form = "sentences"', 'form = "published"'), "没有 kpis"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, expected: str) -> None:
    with pytest.raises(CatalogueError, match=expected):
        load_rules(load_catalogue(), RuleFile("ours.toml", text))
