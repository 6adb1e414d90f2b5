"""A proposed mapping: what is certain, and the questions that a person has to decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from core.intake.mapping.model import TableMapping

Section = tuple[str, ...]  # the keys that lead to a section, such as ("codes", "class")


class Question(NamedTuple):
    """Something to decide: a line of a section that would hold if it were true, and why it might be (Chinese).

    `ours` is our name by id, empty where nothing of ours is near; `theirs` are their words; `hints` are names of ours.
    """

    section: Section
    ours: str
    theirs: tuple[str, ...]
    why: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A mapping made of certain answers alone, the questions left, and remarks on answers, by section and key."""

    mapping: TableMapping
    questions: list[Question] = field(default_factory=list)
    remarks: dict[tuple[Section, str], str] = field(default_factory=dict)

    def of(self, section: Section) -> list[Question]:
        """The questions of a section."""
        return [question for question in self.questions if question.section == section]
