"""The result of one of the checks of `fengjing doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from core.labelled_enum import LabelledEnum


class State(LabelledEnum):
    """The outcome of a check."""

    GOOD = "good", "正常"
    NOTE = "note", "留意"
    BAD = "bad", "有问题"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; the sentences are Chinese, and the mend is empty where all is well."""

    subject: str
    state: State
    sentence: str
    mend: str = ""
