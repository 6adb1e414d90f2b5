"""Keeps this machine's copy of a shared state up while a server runs, so that what others do is known here too."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from core.store.state.shared.address import SharedStateFault
from core.store.state.shared.copies import address_of
from core.store.state.shared.shared_copy import bring_up_copy

POLL_SECONDS = 0.5  # as long as another machine's act may be unknown here
_log = logging.getLogger(__name__)


@contextmanager
def following(path: Path) -> Iterator[None]:
    """Keep the copy up for as long as the block takes; of a database that is no copy, do nothing."""
    address = address_of(path)
    if address is None:
        yield
        return
    end = Event()
    thread = Thread(target=_follow, args=(path, address, end), name="shared-state", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def _follow(path: Path, address: str, end: Event) -> None:
    is_away = False
    while not end.wait(POLL_SECONDS):
        try:
            bring_up_copy(path, address)
        except SharedStateFault as error:
            if not is_away:
                _log.warning("%s", error.detail)
            is_away = True
        except Exception:  # such as a full disk: the next round may go well, and nothing else would try again
            _log.exception("the copy of the shared state cannot be brought up")
        else:
            if is_away:
                _log.warning("the shared state is there again")
            is_away = False
