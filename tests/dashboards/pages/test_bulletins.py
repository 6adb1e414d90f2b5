"""The page of bulletins: drafted by one, signed and issued by another, with a file of it and its line in the trail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.access.roles import Role
from core.access.tokens import digest
from core.bulletins.document import from_json
from core.bulletins.formats.write import FORMATS
from core.store.bulletins import issued_bulletins
from core.store.open import open_store
from core.store.trail import trail_lines
from dashboards.registry import page_file
from dashboards.settings import DB_VARIABLE
from tests.support.access_world import Bureau, guarded

pytestmark = pytest.mark.slow

SCRIPT = Path("dashboards/script.py").resolve()
PERIOD = "2026-09"


@pytest.fixture
def bureau(demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    made = guarded(demo_db, tmp_path)
    monkeypatch.setenv(DB_VARIABLE, str(made.path))
    return made


def opened(bureau: Bureau, role: Role, **parameters: str) -> AppTest:
    """The page as a role sees it at an address."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app.user = {"session": digest(bureau.session(role))}
    app.run()
    app.switch_page(page_file("bulletins"))
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    shown = (app.text, app.caption, app.info, app.success, app.error)
    return "\n".join(str(element.value) for elements in shown for element in elements)


def paper(app: AppTest) -> dict[str, Any]:
    """What the paper on the page is drawn from."""
    drawn = [
        json.loads(element.proto.json) for element in app.get("bidi_component") if "sections" in element.proto.json
    ]
    (only,) = drawn
    return dict(only)


def test_a_bulletin_goes_from_draft_to_issue_by_two_people(bureau: Bureau) -> None:
    author = opened(bureau, Role.INSPECTOR, kind="monthly", period=PERIOD)
    assert "还没有起草" in texts(author) and "全部由所据计数重算成立" in texts(author)
    author.button(key="bulletin_make").click().run()
    assert "已起草第 1 号草稿" in texts(author) and "待填写“重要警情”“有关要求”" in texts(author)
    for area in author.text_area:
        area.set_value("无")
    next(button for button in author.button if button.label == "保存文字").click().run()
    assert "第 1 号草稿已修改" in texts(author)
    assert not [button for button in author.button if button.key == "bulletin_approve"]

    signer = opened(bureau, Role.CHIEF, view="drafts", no="1")
    signer.button(key="bulletin_approve").click().run()
    assert "第 1 号草稿已签发" in texts(signer)
    signer.button(key="bulletin_issue").click().run()
    assert "已印发第 1 号（原报）" in texts(signer) and "印发以来各数没有变化" in texts(signer)

    store = open_store(bureau.path, read_only=True)
    (issued,) = issued_bulletins(store.conn)
    trail = [line.action for line in trail_lines(store.conn, 20) if line.action.startswith("bulletin")]
    store.close()
    document = from_json(issued.content)
    assert trail == ["bulletin", "bulletin_draft", "bulletin_draft", "bulletin_draft"]  # the newest first
    assert issued.actor.startswith("chief")
    shown = paper(opened(bureau, Role.CHIEF, view="issued", no="1"))
    assert shown["title"] == document.title and shown["lines"] == ["第 1 号"]
    cells = [table["rows"] for section in shown["sections"] for table in section["tables"]]
    assert cells == [[list(row) for row in table.rows] for section in document.sections for table in section.tables]
    again = opened(bureau, Role.INSPECTOR, kind="monthly", period=PERIOD)
    assert "已印发第 1 号（原报）" in texts(again)
    assert not [button for button in again.button if button.key == "bulletin_make"]


def save(app: AppTest, *written: str) -> list[str]:
    """Save what was written into the parts, and return what stands in their boxes then."""
    for area, text in zip(app.text_area, written, strict=True):
        area.set_value(text)
    next(button for button in app.button if button.label == "保存文字").click().run()
    assert not app.exception
    return [str(area.value) for area in app.text_area]


def test_what_two_write_at_once_is_kept_for_both(bureau: Bureau) -> None:
    first = opened(bureau, Role.INSPECTOR, kind="monthly", period=PERIOD)
    first.button(key="bulletin_make").click().run()
    second = opened(bureau, Role.CHIEF, view="drafts", no="1")
    assert save(first, "甲写的", "甲的要求") == ["甲写的", "甲的要求"]
    assert save(second, "乙写的", "") == ["乙写的", "甲的要求"]
    assert "没有保存您的" in texts(second) and "【重要警情】甲写的" in texts(second)
    assert save(second, "甲写的。乙写的", "甲的要求") == ["甲写的。乙写的", "甲的要求"]
    assert "第 1 号草稿已修改" in texts(second)


def test_a_station_sees_its_own_kind_and_unit(bureau: Bureau) -> None:
    app = opened(bureau, Role.STATION)
    store = open_store(bureau.path, read_only=True)
    (name,) = store.conn.execute("SELECT name FROM unit WHERE id = ?", [bureau.station]).fetchone()
    store.close()
    kind, _, unit = app.selectbox
    assert kind.options == ["一所一报"] and unit.options == [name]
    assert name in paper(app)["title"]


def test_an_address_that_names_what_there_is_not_shows_the_newest_instead(bureau: Bureau) -> None:
    app = opened(bureau, Role.CHIEF, kind="nonsense", period="2099-01", unit="999999", view="x", no="abc")
    assert "2026年10月" in paper(app)["title"]
    assert "没有这份通报" in texts(opened(bureau, Role.CHIEF, view="drafts", no="77"))


def test_a_period_that_is_not_over_says_so(bureau: Bureau) -> None:
    app = opened(bureau, Role.CHIEF, kind="weekly", period="2026-W44")
    assert "期间还没有过完" in texts(app)


def test_files_are_those_of_the_command(bureau: Bureau) -> None:
    assert set(FORMATS) == {".docx", ".pdf", ".pptx", ".html", ".xlsx"}
    app = opened(bureau, Role.CHIEF, kind="monthly", period=PERIOD)
    labels = [button.label for button in app.button if button.label.endswith(tuple(FORMATS))]
    assert len(labels) == len(FORMATS)
    assert all(button.disabled for button in app.button if button.label in labels)  # until a reason is given
