"""The note of the highest publication shown: one that is damaged or not signed counts for nothing, and is mended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from core.board_folder.highest_shown import HighestShown
from core.board_folder.published_board import PUBLIC_KEY_VARIABLE, PublicationAct, PublishedBoard, pointer_text
from core.board_folder.signing import make_key, read_private_key, signed
from core.store.errors import StoreError

BOARD = PublishedBoard(5, PublicationAct.PUBLISH, "a" * 64, 1, "某局", 1, "2026-11-22", 1_790_000_000, "test")


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    key = tmp_path / "board.key"
    monkeypatch.setenv(PUBLIC_KEY_VARIABLE, str(make_key(key)))
    return key


@pytest.mark.parametrize("text", ["", "{", pointer_text(replace(BOARD, number=10**9))])
def test_a_note_that_means_nothing_is_told_and_written_anew(key: Path, tmp_path: Path, text: str) -> None:
    highest, board = HighestShown(tmp_path, tmp_path / "notes"), signed(BOARD, read_private_key(key))
    highest.note(board)
    assert highest.file is not None and highest.read() == board
    highest.file.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError):
        highest.read()
    highest.note(board)
    assert highest.read() == board


def test_a_lower_number_does_not_take_its_place(key: Path, tmp_path: Path) -> None:
    highest, board = HighestShown(tmp_path, tmp_path / "notes"), signed(BOARD, read_private_key(key))
    highest.note(board)
    highest.note(signed(replace(BOARD, number=4), read_private_key(key)))
    assert highest.read() == board


def test_of_two_that_note_at_once_the_higher_number_stays(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one with the higher number comes while the other has read the note and not yet written it."""
    slow, quick = (HighestShown(tmp_path, tmp_path / "notes") for _ in range(2))
    higher = Thread(target=quick.note, args=[signed(BOARD, read_private_key(key))])

    def read_slowly() -> PublishedBoard | None:
        former = quick.read()
        higher.start()
        higher.join(0.2)  # no longer than it would take without the lock
        return former

    monkeypatch.setattr(slow, "read", read_slowly)
    slow.note(signed(replace(BOARD, number=4), read_private_key(key)))
    higher.join()
    kept = quick.read()
    assert kept is not None and kept.number == BOARD.number


def test_a_public_key_that_is_gone_is_told(key: Path, tmp_path: Path) -> None:
    key.with_name("board.key.pub").unlink()
    with pytest.raises(StoreError, match="公钥"):
        HighestShown(tmp_path, tmp_path / "notes")
