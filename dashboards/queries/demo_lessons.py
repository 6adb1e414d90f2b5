"""Lessons for the trainer: those shipped and one's own, their bureaus, their keys, and writing another."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.engine import Engine
from core.store.file_faults import file_fault
from core.store.open import open_store
from core.store.trail import trail_transaction
from core.store.whole_file import write_whole
from dashboards.queries import demo_bureau
from seed.choices import shipped
from seed.lessons.key import Classroom, KeyLine, lesson_key, needs_bureau, require_same_bureau
from seed.lessons.lesson import LessonError, lessons, parse_lesson, read_lesson
from seed.lessons.lesson_check import FIELDS, shape_faults
from seed.lessons.lesson_model import Lesson, LessonText
from seed.lessons.question import RULES, Ask, Pick
from seed.lessons.write_lesson import lesson_toml
from seed.make import make
from seed.plan_store import stored_plan

__all__ = ["AskKind", "KeyLine", "Lesson", "LessonError", "needs_bureau"]

FOLDER = "fengjing-lessons"  # of one's own lessons, beside the database
NAME = re.compile(r"[\w\u4e00-\u9fff-]{1,40}")


@dataclass(frozen=True)
class AskKind:
    """A kind of question, as the form offers it: its Chinese name, and which fields it needs."""

    ask: str
    zh: str
    needs: tuple[str, ...]


def ask_kinds() -> dict[str, AskKind]:
    """Return the kinds of question by their word."""
    return {ask.value: AskKind(ask.value, rule.zh, rule.needs) for ask, rule in RULES.items() if ask is not Ask.CLAIM}


def picks() -> dict[str, str]:
    """Return what a question about stations may look for: word → Chinese."""
    return {pick.value: pick.label for pick in Pick}


def field_name(field: str) -> str:
    """Return a field's Chinese name."""
    return FIELDS[field]


def kpi_names() -> dict[str, str]:
    """Return the KPIs that a question may be about: id → Chinese name."""
    return {name: kpi.zh for name, kpi in shipped().kpis.items()}


def all_lessons(database: Path) -> dict[str, Lesson]:
    """Return the shipped lessons by name, those first whose bureau is made the soonest, and then one's own.

    One that does not fit any more is left out.
    """
    return dict(sorted(lessons().items(), key=_effort)) | dict(_own(database))


def _effort(named: tuple[str, Lesson]) -> tuple[int, int, str]:
    name, lesson = named
    return demo_bureau.sizes().index(lesson.text.bureau.size), len(lesson.text.bureau.stories), name


def _own(database: Path) -> Iterator[tuple[str, Lesson]]:
    for path in sorted(database.with_name(FOLDER).glob("*.toml")):
        if path.stem not in lessons():
            try:
                yield path.stem, read_lesson(path)
            except LessonError:
                continue  # `unfit` says so


def unfit(database: Path) -> list[str]:
    """Return what does not fit in one's own lessons (Chinese), a line a fault."""
    faults: list[str] = []
    for path in sorted(database.with_name(FOLDER).glob("*.toml")):
        try:
            read_lesson(path)
        except LessonError as error:
            faults += str(error).splitlines()
    return faults


def is_own(name: str) -> bool:
    """Tell whether a lesson is one's own."""
    return name not in lessons()


def make_bureau(database: Path, lesson: Lesson, progress: demo_bureau.Progress) -> Path:
    """Make the bureau of a lesson beside the database, if it is not there yet, and return its file."""
    bureau = lesson.text.bureau
    file = demo_bureau.file_for(database, bureau.size, bureau.seed, bureau.as_of, bureau.stories)
    if not file.exists():
        with demo_bureau.exclusive_generation():
            make(file, lesson.plan(), now=int(time.time()), progress=progress)
    return file


def stands(database: Path, lesson: Lesson) -> bool:
    """Tell whether a database is the bureau of a lesson, by whatever seed, and stands at its day."""
    with closing(open_store(database, read_only=True)) as store:
        try:
            require_same_bureau(lesson, stored_plan(store))
        except LessonError:
            return False
    return True


def key(database: Path, lesson: Lesson) -> list[KeyLine]:
    """Return the key of a lesson in the bureau shown. Raises LessonError (Chinese) if it is not its bureau."""
    with closing(open_store(database, read_only=True)) as store:
        version = store.data_version()
    return _key(database, version, lesson)


def note_opened(database: Path, lesson: Lesson, actor: str) -> None:
    """Record that somebody opened the key of a lesson."""
    with closing(open_store(database)) as store:
        detail = f"课“{lesson.text.zh}”"
        with trail_transaction(store.conn, actor=actor, action="answer", detail=detail, now=int(time.time())):
            pass


@lru_cache(maxsize=8)
def _key(database: Path, _version: int, lesson: Lesson) -> list[KeyLine]:
    with closing(open_store(database, read_only=True)) as store:
        return lesson_key(lesson, Classroom(Engine(store), stored_plan(store)))


def draft(zh: str, aim: str, bureau: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> str:
    """Return a lesson of the form as its file. Raises LessonError (Chinese), naming what is missing."""
    try:
        text = LessonText.model_validate({"zh": zh, "aim": aim, "bureau": bureau, "questions": list(questions)})
    except ValidationError as error:
        raise LessonError("\n".join(shape_faults(error))) from error
    return lesson_toml(text)


def save(database: Path, name: str, text: str, pages: Collection[str]) -> Lesson:
    """Check a lesson's text and keep it beside the database. Raises LessonError (Chinese), naming every fault."""
    if not NAME.fullmatch(name):
        raise LessonError("编号只用汉字、字母、数字和横线，1 至 40 个字。")
    if name in lessons():
        raise LessonError(f"编号“{name}”是自带的课，请换一个。")
    lesson = parse_lesson(name, text, pages)
    folder = database.with_name(FOLDER)
    try:
        folder.mkdir(exist_ok=True)
        write_whole(folder / f"{name}.toml", text)
    except OSError as error:
        raise LessonError(file_fault(error)) from error
    return lesson


def delete(database: Path, name: str) -> None:
    """Delete one of one's own lessons."""
    if NAME.fullmatch(name):
        (database.with_name(FOLDER) / f"{name}.toml").unlink(missing_ok=True)


def usual_day() -> date:
    """Return a day for a new lesson's data to end on: that of most shipped ones."""
    days = [lesson.text.bureau.as_of for lesson in lessons().values()]
    return max(days, key=days.count)
