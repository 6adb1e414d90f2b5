"""A demonstration without figures, and a class of four questions in it: enough for all that a class does."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from core.store.create import create_store
from seed.classes.model import AskedQuestion, ClassQuestion, ClassState, Exhibit, Seat
from seed.classes.seats import join
from seed.classes.store import ClassPlan, open_class
from seed.lessons.key_line import KeyLine
from seed.lessons.question import Ask, Question

if TYPE_CHECKING:
    from sqlite3 import Connection

NOW = 1_790_000_000
TRAINER = "demo:trainer"
SECRET = "别处看不到的解释"  # stands in every key, and nowhere else
NASTY = "<script>alert(1)</script>"


def demo(folder: Path, *, is_demo: bool = True) -> Path:
    path = folder / "class.db"
    path.write_bytes(_empty_database(is_demo))
    return path


@cache
def _empty_database(is_demo: bool) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        create_store(path, bureau="虚构县公安局", demo=is_demo, now=NOW).close()
        return path.read_bytes()


def asked(
    ask: Ask,
    options: tuple[str, ...] = (),
    accepted: tuple[str, ...] = (),
    number: Fraction | None = None,
    points: int = 30,
) -> AskedQuestion:
    question = Question(text=f"这一问是 {ask}？", ask=ask, points=points, page="indicators")
    answer = "、".join(accepted) or f"{number}"
    line = KeyLine(question, answer, SECRET, options, accepted, number)
    shown = Exhibit(title="表", headers=("单位", "数值"), rows=((NASTY, "7 起"),))
    content = ClassQuestion(
        text=question.text, form=line.form, points=points, page="indicators?kpi=x", options=options, exhibits=(shown,)
    )
    return AskedQuestion(content, line)


def questions() -> list[AskedQuestion]:
    verdicts = ("确有上升", "确有下降", "基本持平", "不能判断")
    return [
        asked(Ask.VERDICT, verdicts, ("不能判断",)),
        asked(Ask.FIGURE, number=Fraction(12), points=20),
        asked(Ask.ORDER, ("甲所", "乙所", "丙所"), ("丙所", "甲所", "乙所"), points=50),
        asked(Ask.TEXT, points=10),
    ]


def opened(connection: Connection, teams: tuple[str, ...] = (), now: int = NOW) -> ClassState:
    plan = ClassPlan("第一班", "own", "虚构县公安局", teams, questions(), 4, 7)
    return open_class(connection, plan, actor=TRAINER, now=now)


def seated(connection: Connection, state: ClassState, *names: str, team: str | None = None) -> list[Seat]:
    return [join(connection, state.code or "", name, team, now=NOW)[0] for name in names]
