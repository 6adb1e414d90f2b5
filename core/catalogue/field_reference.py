"""Reference of a catalogue file, section by section, read from the models themselves and their docstrings."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.catalogue.load import BOARD_LISTS, FLAT_MODELS, FLAT_SECTIONS, OVERLAY_SECTIONS, SECTIONS

BOARD_SECTION = "board"
MODELS: dict[str, type[BaseModel]] = {**SECTIONS, **FLAT_MODELS}


@dataclass(frozen=True)
class FieldDescription:
    """A key of an entry: its type, its default (or that it must be given), and what the model says of it."""

    key: str
    type: str
    default: str
    description: str


def sections() -> list[str]:
    """The sections that a bureau's own file may have."""
    return list(OVERLAY_SECTIONS)


def section_heading(section: str) -> str:
    """The heading of an entry of a section, as a file writes it; of a section without entries its own."""
    return f"[{section}]" if section in FLAT_SECTIONS else f"[{section}.编号]"


def section_description(section: str) -> str:
    """Describe the entries of a section."""
    if section == BOARD_SECTION:
        return "Lists of ids: tiles (the KPIs of the chief's board) and classes (the parts of valid alerts)."
    return inspect.cleandoc(MODELS[section].__doc__ or "").split("\n\n")[0].replace("\n", " ")


def field_descriptions(section: str) -> list[FieldDescription]:
    """Every key of a section's entries."""
    if section == BOARD_SECTION:
        return [FieldDescription(name, "[ 文字… ]", "自带的", section_description(section)) for name in BOARD_LISTS]
    model = MODELS[section]
    return [_note(model, name, field) for name, field in model.model_fields.items()]


def section_models(section: str) -> Iterator[type[BaseModel]]:
    """The model of a section's entries, and those nested in it."""
    if section != BOARD_SECTION:
        yield from _nested(MODELS[section], set())


def _nested(model: type[BaseModel], visited: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if model in visited:
        return
    visited.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in _classes(field.annotation):
            yield from _nested(inner, visited)


def _classes(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _classes(inner)


def field_text(model: type[BaseModel], name: str) -> str:
    """Return what the docstrings of a model and its ancestors say of a field.

    That is what stands after `name:` (or `one, name, other:`), else the sentence that names it.
    """
    key = model.model_fields[name].alias or name
    texts = [" ".join(inspect.cleandoc(ancestor.__doc__ or "").split()) for ancestor in _made_from(model)]
    for text in texts:
        if labelled := re.search(rf"(?<![\w`])(?:\w+, )*{key}(?:, \w+)*: (.*?)(?:\.(?= |$)|$)", text):
            return labelled[1]
    for text in reversed(texts):
        for sentence in re.split(r"(?<=\.) ", text):
            if re.search(rf"\b{key}\b", sentence):
                return sentence
    return ""


def _made_from(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model, and those of ours that it is made from."""
    return [ancestor for ancestor in model.__mro__ if issubclass(ancestor, BaseModel) and ancestor is not BaseModel]


def _note(model: type[BaseModel], name: str, field: FieldInfo) -> FieldDescription:
    default = "必填" if field.is_required() else _toml(field.get_default(call_default_factory=True))
    return FieldDescription(field.alias or name, _type(field.annotation), default, field_text(model, name))


def _toml(default: Any) -> str:
    """Return a default as a file would write it; of a key without one that it is left out."""
    if default is None:
        return "—"
    return repr(default).lower() if isinstance(default, bool) else repr(default)


def _type(annotation: Any) -> str:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(inside[0])
    if origin is Literal:
        return " | ".join(str(argument) for argument in inside)
    if origin in (Union, types.UnionType):
        return " | ".join(_type(argument) for argument in inside if argument is not type(None))
    if origin in (list, tuple):
        return f"[ {'、'.join(_type(argument) for argument in inside)}{'…' if origin is list else ''} ]"
    if origin is dict:
        return f"{{ 编号 = {_type(inside[1])} }}"
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return f"{{ {', '.join(field.alias or name for name, field in annotation.model_fields.items())} }}"
    return {"str": "文字", "int": "整数", "float": "数", "bool": "true | false", "date": "日期"}.get(
        getattr(annotation, "__name__", ""), str(annotation)
    )
