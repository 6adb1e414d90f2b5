"""Columns of ours, one a line: the column of theirs from which each comes, with examples of what it holds."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access.steward_intake import StewardIntake
from core.intake.fields import Field
from core.intake.mapping.names import KindNames
from core.intake.mapping.suggest import NEVER_CONSTANT
from core.intake.workbench.draft import MappingDraft, usable_headers
from core.intake.workbench.sheet_look import SheetLook
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import choice_line
from dashboards.pages.steward.word_form import unit_labels

_NONE, _FIXED = "\x00none", "\x00fixed"  # no header of a table is one of these
_ALWAYS = "\x00="  # stands before a choice that every row has
_FEW = 12  # choices that are offered in the same list as the headers


def draw(intake: StewardIntake, names: KindNames, draft: MappingDraft, look: SheetLook, number: int) -> None:
    """Draw the columns that are required or found, and behind a fold the others."""
    st.markdown(f"### {words.COLUMNS}")
    lines = [field for field in names.fields.values() if not (draft.wide and field.name == "value")]
    placed = {*draft.columns, *draft.constants}
    first = [field for field in lines if _is_required(field, draft) or field.name in placed]
    for field in first:
        _draw_line(intake, names, draft, look, field, number)
    rest = [field for field in lines if field not in first]
    if rest:
        with st.expander(words.OPTIONAL.format(count=len(rest)), key=f"intake_optional_{number}"):
            for field in rest:
                _draw_line(intake, names, draft, look, field, number)


def _is_required(field: Field, draft: MappingDraft) -> bool:
    """Tell whether a column has to come from somewhere: what columns of figures say needs no other."""
    return field.required and not (draft.wide and field.name == "measure")


def _draw_line(
    intake: StewardIntake, names: KindNames, draft: MappingDraft, look: SheetLook, field: Field, number: int
) -> None:
    is_required = _is_required(field, draft)
    sources = [*([] if is_required else [_NONE]), *usable_headers(look, names, field.name)]
    labels = {} if field.type == "measure" else names.choices(field.name)
    if 0 < len(labels) <= _FEW:
        always = {f"{_ALWAYS}{code}": words.ALWAYS.format(label=label) for code, label in labels.items()}
    else:
        always = {} if field.type in NEVER_CONSTANT else {_FIXED: words.FIXED}
    texts = {_NONE: words.NONE, **always}
    picked, beside = choice_line.draw(
        words.REQUIRED.format(label=field.zh) if is_required else field.zh,
        [*sources, *always],
        lambda text: texts.get(text, text),
        at=_at(draft, field, is_listed=_FIXED not in always),
        key=f"intake_column_{number}_{field.name}",
    )
    if picked == _FIXED:
        draft.columns.pop(field.name, None)
        _draw_constant(_values(intake, names, field), draft, field, beside, number)
    elif picked in always:
        draft.columns.pop(field.name, None)
        draft.constants[field.name] = str(picked).removeprefix(_ALWAYS)
    elif picked in (None, _NONE):
        draft.columns.pop(field.name, None)
        draft.constants.pop(field.name, None)
    else:
        _take(draft, field, picked)
        examples = "、".join(look.examples(picked))
        why = draft.why.get(field.name)
        beside.text(f"{words.LIKELY.format(why=why)}　{examples}" if why else examples)


def _at(draft: MappingDraft, field: Field, *, is_listed: bool) -> str:
    """Return where a column comes from by now; `is_listed` says that its choices stand in the list."""
    if header := draft.columns.get(field.name):
        return header
    if field.name not in draft.constants:
        return _NONE
    return f"{_ALWAYS}{draft.constants[field.name]}" if is_listed else _FIXED


def _take(draft: MappingDraft, field: Field, header: str) -> None:
    """Read a column from a header; from another than was proposed, nothing that was thought of holds."""
    if draft.columns.get(field.name) != header:
        draft.why.pop(field.name, None)
        draft.codes.pop(field.name, None)
    draft.columns[field.name] = header
    draft.constants.pop(field.name, None)


def _draw_constant(
    options: dict[str, str], draft: MappingDraft, field: Field, beside: DeltaGenerator, number: int
) -> None:
    """Draw what every row has in a column that the file has not."""
    label = escape_markdown(words.FIXED_LABEL.format(label=field.zh))
    key, before = f"intake_fixed_{number}_{field.name}", draft.constants.get(field.name, "")
    value: str | None
    if options:
        options |= {before: before} if before and before not in options else {}
        value = beside.selectbox(
            label,
            list(options),
            index=list(options).index(before) if before else None,
            format_func=options.__getitem__,
            placeholder=words.CHOOSE,
            label_visibility="collapsed",
            key=key,
        )
    else:
        value = beside.text_input(label, before, label_visibility="collapsed", key=key).strip()
    if value:
        draft.constants[field.name] = value
    else:
        draft.constants.pop(field.name, None)


def _values(intake: StewardIntake, names: KindNames, field: Field) -> dict[str, str]:
    """Return what a constant may be, where it is one of a list."""
    if field.type == "unit":
        return unit_labels(intake)
    return dict(words.FILE_PERIODS) if field.type == "period" else dict(names.choices(field.name))
