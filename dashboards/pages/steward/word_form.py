"""Words of theirs, which of ours each is. What nobody has placed is refused and listed, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.intake.mapping.names import KindNames
from core.intake.workbench.draft import MappingDraft, Word, code_words, unit_words
from core.intake.workbench.sheet_look import SheetLook
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import choice_line
from dashboards.pages.steward.choice_line import LEAVE


def draw(intake: StewardIntake, names: KindNames, draft: MappingDraft, look: SheetLook, number: int) -> None:
    """Draw the words of all columns that have choices or units, and what blank cells are taken for."""
    found: dict[str, list[Word]] = {}
    for name, header in draft.columns.items():
        if names.choices(name):
            found[name] = code_words(look, names, name, header)
        elif names.fields[name].type == "unit":
            found[name] = unit_words(look, header, intake.units)
    draw_words(intake, names, draft, found, number)
    _draw_blanks(names, draft, look, number)


def draw_words(
    intake: StewardIntake, names: KindNames, draft: MappingDraft, found: Mapping[str, Sequence[Word]], number: int
) -> None:
    """Draw words of theirs, by column, each with the choice of ours."""
    for name, lines in found.items():
        if not lines:
            continue
        is_unit = names.fields[name].type == "unit"
        title = words.UNITS if is_unit else words.WORDS.format(label=names.label(name))
        st.markdown(f"### {escape_markdown(title)}")
        if is_unit and any(word.ours for word in lines):
            st.caption(words.ABBREVIATED)
        placed = draft.units if is_unit else draft.codes.setdefault(name, {})
        labels = unit_labels(intake) if is_unit else names.choices(name)
        for word in lines:
            _draw_word(placed, labels, word, f"intake_word_{number}_{name}_{word.text}")
        if not is_unit:
            _put(draft.rest, name, _pick(words.REST, labels, draft.rest.get(name), f"intake_rest_{number}_{name}"))


def unit_labels(intake: StewardIntake) -> dict[str, str]:
    """Return the units of the bureau, code → name."""
    return {unit.code: unit.name for unit in intake.units.units.values()}


def _draw_word(placed: dict[str, str], labels: Mapping[str, str], word: Word, key: str) -> None:
    text = words.WORD_ROWS.format(text=word.text, rows=f"{word.rows:,}")
    near = {code: labels[code] for code in word.near}
    _put(placed, word.text, _pick(text, {**near, **labels}, placed.get(word.text, word.ours), key))


def _draw_blanks(names: KindNames, draft: MappingDraft, look: SheetLook, number: int) -> None:
    """Draw what blank cells of required columns with choices are taken for."""
    for name, header in draft.columns.items():
        blanks, labels = look.samples.blanks(header), names.choices(name)
        if names.fields[name].required and labels and blanks:
            text = words.BLANK_ROWS.format(label=names.label(name), rows=f"{blanks:,}")
            _put(draft.defaults, name, _pick(text, labels, draft.defaults.get(name), f"intake_blank_{number}_{name}"))


def _pick(text: str, labels: Mapping[str, str], at: str | None, key: str) -> str | None:
    return choice_line.draw(
        text,
        [*labels, LEAVE],
        lambda code: labels.get(code, words.LEAVE),
        at=at or None,
        key=key,
        placeholder=words.LEAVE,
    ).picked


def _put(chosen: dict[str, str], name: str, picked: str | None) -> None:
    if picked:
        chosen[name] = picked
    else:
        chosen.pop(name, None)
