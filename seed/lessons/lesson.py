"""Lessons as data: a bureau, and questions tied to pages, figures and days."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from seed.bureau import SIZES, Plan, plan
from seed.choices import shipped
from seed.lessons.question import RULES, Ask, PrintedClaim, Question
from seed.stories.story import StoryError, Wish
from seed.stories.story_text import parse_wish

__all__ = [
    "Ask",
    "Bureau",
    "Lesson",
    "LessonError",
    "LessonText",
    "PrintedClaim",
    "Question",
    "lessons",
    "read_lesson",
]

FOLDER = Path(__file__).parent / "data"


class LessonError(ValueError):
    """A lesson that cannot be used. The message is Chinese, for the screen."""


class Bureau(BaseModel):
    """The bureau of a lesson, as `fengjing seed` makes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    size: Literal["small", "county", "city"]
    seed: int = Field(ge=0)
    as_of: date
    stories: tuple[str, ...] = ()


class LessonText(BaseModel):
    """A lesson as its file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    aim: str
    bureau: Bureau
    questions: tuple[Question, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Lesson:
    """A lesson by its name."""

    name: str
    text: LessonText

    @property
    def wishes(self) -> list[Wish]:
        """Its stories. Raises StoryError (Chinese)."""
        return [parse_wish(story) for story in self.text.bureau.stories]

    @property
    def command(self) -> str:
        """The command that makes its bureau."""
        bureau = self.text.bureau
        stories = "".join(f" --story {story}" for story in bureau.stories)
        return f"fengjing seed --size {bureau.size} --seed {bureau.seed} --as-of {bureau.as_of}{stories} --db 课.db"

    def plan(self, seed: int | None = None) -> Plan:
        """The plan of its bureau, or of one by another seed."""
        bureau = self.text.bureau
        return plan(bureau.size, bureau.seed if seed is None else seed, bureau.as_of, stories=self.wishes)


def lessons() -> dict[str, Lesson]:
    """The shipped lessons by name."""
    return {path.stem: read_lesson(path) for path in sorted(FOLDER.glob("*.toml"))}


def read_lesson(path: Path) -> Lesson:
    """The lesson of a file. Raises LessonError (Chinese), naming every fault."""
    try:
        text = LessonText.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{path.name} 不是 TOML：{error}") from error
    except ValidationError as error:
        raise LessonError("\n".join(f"{path.name}：{fault}" for fault in map(_fault_text, error.errors()))) from error
    lesson = Lesson(path.stem, text)
    faults = _faults(lesson)
    if faults:
        raise LessonError("\n".join(f"{path.name}：{fault}" for fault in faults))
    return lesson


def _fault_text(error: object) -> str:
    fault = dict(error) if isinstance(error, dict) else {}
    place = ".".join(str(key) for key in fault.get("loc", ()))
    words = {"missing": "缺少", "extra_forbidden": "不认识"}
    return f"{place} {words.get(str(fault.get('type')), '的值不对')}"


def _faults(lesson: Lesson) -> list[str]:
    """What does not fit together: fields that a question needs, KPIs and stories that there are not."""
    faults, kpis = [], shipped().kpis
    try:
        planted = {story.kind for story in lesson.plan().stories} if lesson.text.bureau.size in SIZES else set()
    except (StoryError, ValueError) as error:
        return [str(error)]
    for number, question in enumerate(lesson.text.questions, start=1):
        missing = [name for name in RULES[question.ask].needs if getattr(question, name) is None]
        if missing:
            faults.append(f"第 {number} 问（{question.ask}）缺少 {'、'.join(missing)}")
        named = [question.kpi, question.claim.kpi if question.claim else None]
        faults += [f"第 {number} 问：没有指标 {kpi}" for kpi in named if kpi is not None and kpi not in kpis]
        if question.story is not None and question.story not in planted:
            faults.append(f"第 {number} 问：这一课没有埋 {question.story}")
    return faults
