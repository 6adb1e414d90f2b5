"""A lesson: a bureau, and questions tied to pages, figures and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from seed.bureau import Plan, plan
from seed.lessons.question import Question
from seed.stories.story import Wish
from seed.stories.story_text import parse_wish


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
