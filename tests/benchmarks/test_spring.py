"""Where nothing changes but the date of 春节, the plain comparison cries wolf and the aligned one does not."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from benchmarks.spring import ALIGNED, COLOURED, PLAIN, STILL, claims
from core.engine import Engine
from core.metrics.types import Verdict
from core.store.open import open_store
from seed import calibration as c
from seed.bureau import plan
from seed.make import make

pytestmark = pytest.mark.slow
START, AS_OF = date(2024, 1, 1), date(2025, 2, 16)  # the weeks and those that they are compared with


def test_the_aligned_comparison_takes_the_false_alarms_away(tmp_path: Path) -> None:
    path = tmp_path / "still.db"
    with patch.multiple(c, **STILL):
        make(path, plan("county", 1, AS_OF, START), now=0, progress=lambda *_: None)
    found: Counter[str] = Counter()
    with closing(open_store(path, read_only=True)) as store:
        engine = Engine(store)
        for week in range(3, 8):  # 2025-01-29 against 2024-02-10
            board = engine.board(period=f"2025-W{week:02d}", as_of=AS_OF, units=[])
            found.update(kind for _, kind in claims(board))
            for (kpi, unit, kind), judged in board.judgements.items():
                if kind == "lunar" and engine.catalogue.kpis[kpi].basis == "stock":
                    assert judged.verdict == Verdict.NOT_COMPARABLE  # what is counted at a moment has no festival days
                if kind == "yoy" and judged.note:
                    assert judged.tone == "none" and judged.note in judged.sentence
                    assert board.judgements[kpi, unit, "lunar"].verdict != judged.verdict
    assert found[PLAIN] > 0
    assert found[COLOURED] == found[ALIGNED] == 0
