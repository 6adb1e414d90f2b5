"""Fields that every entry of the catalogue has, and the record of a decision that sets a rule of it aside."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Entry(BaseModel):
    """Fields that every entry has; unknown fields are refused.

    zh: its name in Chinese. en: its name in English.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Decision(BaseModel):
    """A decision to set a bar from assessment aside. Shown wherever it takes effect.

    decided_by: who decided. when: on which day. why: for what reason, in Chinese.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    decided_by: Annotated[str, Field(min_length=2)]
    when: date
    why: Annotated[str, Field(min_length=4)]

    @property
    def zh_sentence(self) -> str:
        """All of it in Chinese."""
        return f"由{self.decided_by}于 {self.when} 决定，理由：{self.why}"
