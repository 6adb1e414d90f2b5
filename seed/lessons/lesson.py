"""Lessons as files: those shipped, and one of somebody's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from seed.lessons.lesson_check import meaning_faults, shape_faults
from seed.lessons.lesson_model import Bureau, Lesson, LessonError, LessonText
from seed.lessons.question import Ask, PrintedClaim, Question

__all__ = [
    "Ask",
    "Bureau",
    "Lesson",
    "LessonError",
    "LessonText",
    "PrintedClaim",
    "Question",
    "lessons",
    "parse_lesson",
    "read_lesson",
]

PLACE = re.compile(r"line (\d+), column (\d+)")
FOLDER = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def _shipped() -> tuple[Lesson, ...]:
    """Return the shipped lessons. That they fit is what a test says: to try the bureau of each takes a while."""
    return tuple(_lesson_of(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml")))


def lessons() -> dict[str, Lesson]:
    """The shipped lessons by name."""
    return {lesson.name: lesson for lesson in _shipped()}


def read_lesson(path: Path, pages: Collection[str] = ()) -> Lesson:
    """The lesson of a file. Raises LessonError (Chinese), naming every fault with its place and its mend.

    With `pages`, the addresses of all pages, each question's has to be one of them.
    """
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise LessonError(f"{path.name} 不是 UTF-8：请另存为 UTF-8 编码。") from error
    return parse_lesson(path.stem, text, pages)


def parse_lesson(name: str, text: str, pages: Collection[str] = ()) -> Lesson:
    """The lesson of a text in TOML. Raises LessonError (Chinese), as `read_lesson` does."""
    lesson = _lesson_of(name, text)
    faults = meaning_faults(lesson, pages)
    if faults:
        raise LessonError("\n".join(f"{name}：{fault}" for fault in faults))
    return lesson


def _lesson_of(name: str, text: str) -> Lesson:
    """Return the lesson of a text that has the shape of one, whatever it means. Raises LessonError (Chinese)."""
    try:
        return Lesson(name, LessonText.model_validate(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise LessonError(
            f"{name} 不是 TOML，{_place(str(error))}读不下去：多半是少了引号、括号或等号，或日期没有这一天。"
        ) from error
    except ValidationError as error:
        raise LessonError("\n".join(f"{name}：{fault}" for fault in shape_faults(error))) from error


def _place(error: str) -> str:
    """Return the place that an error of TOML names, in Chinese."""
    place = PLACE.search(error)
    return f"第 {place[1]} 行第 {place[2]} 列" if place else "末尾"
