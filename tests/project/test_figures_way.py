"""ARCHITECTURE's way of one figure is the way that it goes: all that its steps name is called on it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_engine import ScopedEngine
from core.access.viewer import Scope, Viewer
from core.engine import Engine
from core.store.store import ROOT as WHOLE
from tests.support.intake_world import DISPUTE, bring, day, dispute, peopled_store
from tests.support.paths import ROOT

STEP = re.compile(r"^\| \d+ \| `((?:core|dashboards)/[\w/]+\.py)::(\w+)` \|", re.MULTILINE)
PERIOD = (day("2026-10-01"), day("2026-11-20"))


@contextmanager
def entered() -> Iterator[set[tuple[str, str]]]:
    """The files and outermost names of all that is called meanwhile."""
    calls: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            code = frame.f_code
            calls.add((code.co_filename, code.co_qualname.split(".")[0]))

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def test_a_row_and_its_figure_go_the_way_that_is_drawn(tmp_path: Path) -> None:
    steps = STEP.findall((ROOT / "docs/ARCHITECTURE.md").read_text("utf-8"))
    assert len(steps) == 12
    store = peopled_store(tmp_path)
    bring(store, "dispute", [DISPUTE, dispute("J1"), dispute("J2")], covers=PERIOD, complete=True)
    with entered() as calls:
        bring(store, "dispute", [DISPUTE, dispute("J1", done="2026-11-05 10:00")], covers=PERIOD)
        viewer = Viewer("test", "test", Scope(Role.CHIEF, WHOLE))
        engine = ScopedEngine(RequestContext(Engine(store), viewer, lambda _act, _detail: None))
        board = engine.board(None, "2026-11", kpis=["dispute_resolution_rate"])
        figure = board.figures["dispute_resolution_rate", WHOLE]  # worked out as it is asked for
        assert board.judgements["dispute_resolution_rate", WHOLE, "yoy"].reason
    store.close()
    assert (figure.numerator, figure.denominator) == (1, 2)
    beside_streamlit = [step for step in steps if step[0].startswith("core/")]
    assert not [step for step in beside_streamlit if (str(ROOT / step[0]), step[1]) not in calls]
