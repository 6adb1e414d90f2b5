"""The first run offers encryption: what is chosen is done, where the key lies is told, and nothing is done unasked."""

from __future__ import annotations

import html
import os
import stat
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.store.key import KEY_FILE_VARIABLE, KEY_VARIABLE, is_encrypted, make_key_file
from core.store.open import open_store
from dashboards.settings import DB_VARIABLE
from dashboards.setup import routes
from dashboards.setup.session import SetupSession

BASE = "http://127.0.0.1:8501"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for name in (KEY_VARIABLE, "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(KEY_FILE_VARIABLE, "")  # what the page sets is taken back
    monkeypatch.setenv(DB_VARIABLE, str(tmp_path / "bureau.db"))
    session = SetupSession()
    monkeypatch.setattr(routes, "SETUP", session)
    return TestClient(routes.setup_pages(), BASE, cookies={routes.COOKIE: session.open()}, follow_redirects=False)


def text_of(client: TestClient, path: str) -> str:
    return html.unescape(client.get(path).text)


def test_chosen_it_is_encrypted_and_the_key_is_named_until_the_end(client: TestClient, tmp_path: Path) -> None:
    db, key = tmp_path / "bureau.db", tmp_path / "bureau.db.key"
    page = text_of(client, "/setup/bureau")
    assert 'name="encrypt"' in page and " checked" not in page and str(key) in page and "谁也打不开" in page
    made = client.post("/setup/bureau", data={"new": "1", "bureau": "甲局", "encrypt": "1"})
    assert made.status_code == 303 and is_encrypted(db)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and os.environ[KEY_FILE_VARIABLE] == str(key)
    store = open_store(db, read_only=True)
    assert store.bureau == "甲局"
    store.close()
    for step in ("units", "bureau"):
        assert f"--key-file {key}" in text_of(client, f"/setup/{step}") and "另抄一份" in text_of(
            client, f"/setup/{step}"
        )
    assert key.read_text().strip() not in text_of(client, "/setup/units")


def test_unasked_nothing_is_encrypted_and_no_key_is_made(client: TestClient, tmp_path: Path) -> None:
    assert client.post("/setup/bureau", data={"new": "1", "bureau": "甲局"}).status_code == 303
    assert not is_encrypted(tmp_path / "bureau.db") and not (tmp_path / "bureau.db.key").exists()
    assert "密钥" not in text_of(client, "/setup/units") and "加密" not in text_of(client, "/setup/bureau")


def test_a_refused_name_makes_no_key_and_keeps_the_choice(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/setup/bureau", data={"new": "1", "bureau": "  ", "encrypt": "1"})
    assert answer.status_code == 422 and " checked" in answer.text
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_was_given_settles_it(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "safe.key"
    make_key_file(key)
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key))
    page = text_of(client, "/setup/bureau")
    assert 'name="encrypt"' not in page and f"将整个加密，密钥在 {key}" in page
    assert client.post("/setup/bureau", data={"new": "1", "bureau": "甲局"}).status_code == 303
    assert is_encrypted(tmp_path / "bureau.db") and not (tmp_path / "bureau.db.key").exists()


def test_a_key_file_that_is_named_and_not_there_is_made(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(tmp_path / "new.key"))
    assert client.post("/setup/bureau", data={"new": "1", "bureau": "甲局"}).status_code == 303
    assert is_encrypted(tmp_path / "bureau.db") and (tmp_path / "new.key").exists()


def test_a_key_that_is_unfit_is_told_and_nothing_is_made(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "short")
    answer = client.post("/setup/bureau", data={"new": "1", "bureau": "甲局"})
    assert answer.status_code == 422 and "密钥不对" in answer.text and list(tmp_path.iterdir()) == []
