"""A small made-up bureau in which something happens, for the tests of signals."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from seed.bureau import plan
from seed.make import make
from seed.stories.story import Wish

AS_OF = date(2026, 10, 31)
BEGAN = AS_OF - timedelta(days=20)
WISHES = (
    Wish("fraud_surge", BEGAN, 21, "S03", 300.0),
    Wish("dispute_cluster", BEGAN, 21, strength=120.0),
    Wish("silence", AS_OF - timedelta(days=27), 40, "S02"),
)


def make_eventful(path: Path) -> None:
    """Makes the bureau's database."""
    make(path, plan("small", 1, AS_OF, None, WISHES), now=0, progress=lambda *_: None)


def due(others: int, own_year: int, others_year: int, part: float) -> float:
    """A station's usual share of what the others have, theirs drawn towards their year by ten records."""
    usual = (others_year + 0.5) * part
    return (others + 10) * usual / (usual + 10) * (own_year + 0.5) / (others_year + 0.5)
