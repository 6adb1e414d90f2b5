"""Lessons written as TOML, as their files have them: a field that has its usual value is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from seed.lessons.lesson_model import LessonText


def lesson_toml(text: LessonText) -> str:
    """Return a lesson as its file."""
    fields = text.model_dump(mode="json", exclude_defaults=True)
    bureau, questions = fields.pop("bureau"), fields.pop("questions")
    blocks = [_lines(fields), f"[bureau]\n{_lines(bureau, dates=('as_of',))}"]
    blocks += [f"[[questions]]\n{_lines(question, dates=('day',))}" for question in questions]
    return "\n\n".join(blocks) + "\n"


def _lines(fields: Mapping[str, Any], dates: tuple[str, ...] = ()) -> str:
    return "\n".join(f"{name} = {value if name in dates else _value(value)}" for name, value in fields.items())


def _value(value: object) -> str:
    """Return a value in TOML, whose texts, numbers and lists are JSON's."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(item)}" for name, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
