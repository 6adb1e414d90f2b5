"""Questions to the process beside the server, which try what it bears."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from core.access.context import LOOK
from core.access.roles import Role
from core.access.viewer import Scope
from core.engine import Engine
from dashboards.background.questions import Question, context_of


@dataclass(frozen=True)
class ProcessId(Question[int]):
    def answer(self, engine: Engine) -> int:
        return os.getpid()


@dataclass(frozen=True)
class BureauName(Question[str]):
    def answer(self, engine: Engine) -> str:
        return engine.units.root.name


@dataclass(frozen=True)
class AlertCount(Question[int | None]):
    def answer(self, engine: Engine) -> int | None:
        return engine.board(kpis=["alerts_valid"]).figures["alerts_valid", engine.units.root.id].numerator


@dataclass(frozen=True)
class Death(Question[int]):
    def answer(self, engine: Engine) -> int:
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        return 0


@dataclass(frozen=True)
class Forever(Question[int]):
    """It writes a file once it has begun."""

    begun: Path

    def answer(self, engine: Engine) -> int:
        self.begun.write_text(str(os.getpid()))
        Event().wait()
        return 0


@dataclass(frozen=True)
class EndlessQuery(Question[int]):
    def answer(self, engine: Engine) -> int:
        with engine.reading():
            counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            (count,) = engine.store.conn.execute(counting).fetchone()
        return int(count)


@dataclass(frozen=True)
class Broken(Question[int]):
    def answer(self, engine: Engine) -> int:
        raise ArithmeticError("about 张三")


@dataclass(frozen=True)
class NoPlainData(Question[Callable[[], int]]):
    def answer(self, engine: Engine) -> Callable[[], int]:
        return lambda: 1


@dataclass(frozen=True)
class TrailLine(Question[int]):
    def answer(self, engine: Engine) -> int:
        context_of(engine, Scope(Role.CHIEF, engine.units.root.id)).write_trail(LOOK, "警号 1")
        return 0


@dataclass(frozen=True)
class Priority(Question[int]):
    def answer(self, engine: Engine) -> int:
        return os.getpriority(os.PRIO_PROCESS, 0)
