"""Parts of a class: questions as participants see them, their keys, stages, seats."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from core.labelled_enum import LabelledEnum
from seed.lessons.key_line import KeyLine
from seed.lessons.question import AnswerForm, Question

ORDER_SEPARATOR = "、"  # between the options of an order, as `read_response` takes them


class ClassError(ValueError):
    """Something that cannot be done in a class. The message is Chinese, for the screen."""


class Stage(LabelledEnum):
    """The stage of a question in a class, in its order."""

    WAITING = "waiting", "未放出"
    OPEN = "open", "作答中"
    CLOSED = "closed", "已收卷"
    SPREAD = "spread", "分布已公布"
    TRUTH = "truth", "答案已公布"


class Exhibit(BaseModel):
    """Figures that a question is about, as texts; the first column names the row.

    `svg` is a drawing of them, its texts escaped.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str = ""
    note: str = ""
    is_prose: bool = False  # its cells are sentences, not figures


class ClassQuestion(BaseModel):
    """A question as everybody in a class may see it once it is released: nothing of it tells the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    form: AnswerForm
    points: int
    page: str  # the address of the page where one would have seen it, with what it shows there
    options: tuple[str, ...] = ()
    unit: str = ""
    is_whole: bool = False  # it holds all that it is about: a printed figure, or one's own words
    exhibits: tuple[Exhibit, ...] = ()


class AskedQuestion(NamedTuple):
    """A question as everybody sees it, with its key."""

    question: ClassQuestion
    line: KeyLine


class StoredKey(BaseModel):
    """A key as it is kept beside its question."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    question: Question
    answer: str
    why: str
    options: tuple[str, ...]
    accepted: tuple[str, ...]
    number: str | None

    @classmethod
    def of(cls, line: KeyLine) -> StoredKey:
        """Return a key line as it is kept; a number as an exact fraction."""
        number = None if line.number is None else str(line.number)
        return cls(
            question=line.question,
            answer=line.answer,
            why=line.why,
            options=line.options,
            accepted=line.accepted,
            number=number,
        )

    def line(self) -> KeyLine:
        """Return the key line."""
        number = None if self.number is None else Fraction(self.number)
        return KeyLine(self.question, self.answer, self.why, self.options, self.accepted, number)


class Seat(NamedTuple):
    """The seat of a participant: its number in a class is all that the trail knows of a person."""

    class_id: int
    number: int
    name: str
    team: str | None
    joined_at: int

    @property
    def actor(self) -> str:
        """The name in the trail, which is kept longer than names are."""
        return f"class:{self.class_id}#{self.number}"


class QuestionState(NamedTuple):
    """Progress of a question: its stage, when it was released and when it is due (epoch seconds)."""

    number: int
    stage: Stage
    released_at: int | None
    due_at: int | None


class ClassState(NamedTuple):
    """A class as it stands. `code` is None once its names are erased."""

    id: int
    code: str | None
    title: str
    lesson: str
    bureau: str
    teams: tuple[str, ...]
    opened_at: int
    ends_at: int
    ended_at: int | None
    erase_at: int
    erased_at: int | None
    shut_at: int | None  # nobody joins while its door is shut

    def is_open(self, now: int) -> bool:
        """Return True while people may join and answer."""
        return self.ended_at is None and self.erased_at is None and now < self.ends_at
