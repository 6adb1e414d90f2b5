"""A mapping while somebody decides on it: what is proposed, why, and what is still open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.catalogue.personal_words import is_personal
from core.catalogue.validation_text import ValidationFault
from core.full_width import half_width
from core.intake.cell_parsers import FLAGS
from core.intake.fields import LEDGER
from core.intake.lookup import UnitLookup
from core.intake.mapping.checks import mapping_faults, may_be_personal
from core.intake.mapping.likeness import likest
from core.intake.mapping.model import DateOrder, NotListed, Status, TableMapping, WideColumn
from core.intake.mapping.names import DATED, KindNames
from core.intake.mapping.samples import choice_words, unit_test
from core.intake.mapping.suggest import suggest_mapping
from core.intake.mapping.suggest_codes import suggest_date_order
from core.intake.mapping.suggest_columns import COLUMNS
from core.intake.mapping.suggest_status import OUTCOME, suggest_status
from core.intake.mapping.suggest_wide import match_wide
from core.intake.mapping.unit_abbreviations import UnitAbbreviations
from core.intake.refused_place import RECEIPT_HEADERS
from core.intake.text_matching import match_key
from core.intake.workbench.sheet_look import SheetLook
from core.store.units import UnitTree

MOST_WORDS = 60  # asked about in one column
FILE_PERIOD = "{covers}"  # the period that the file speaks of
LONGEST_HINT = 40  # letters
DATE_BY_SYNONYM = "按同义词认的日子，看是不是这一个"
_NAMELESS = re.compile(r"(?:sheet|表|工作表)?[ 0-9一二三]*", re.IGNORECASE)
_DATED = re.compile(
    r"(?:20[0-9]{2}[年./-]?)?(?:[0-9]{1,2}[-~至到—–])?[0-9]{1,2}月份?(?:[0-9]{1,2}[日号])?|20[0-9]{2}[0-9./-]*年?|[0-9]+$"
)


@dataclass
class MappingDraft:
    """A mapping that can be changed. Their words stand before ours: `codes` by column, text → choice; `units` too.

    `why` tells of columns that are only likely how they were thought of (Chinese), `near` of a header of figures
    which measures it may mean.
    """

    kind: str
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    rest: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    dates: dict[str, DateOrder] = field(default_factory=dict)
    factors: dict[str, int] = field(default_factory=dict)
    status: dict[str, Status] = field(default_factory=dict)
    wide: dict[str, WideColumn] = field(default_factory=dict)
    not_listed: NotListed | None = None
    note: str = ""
    why: dict[str, str] = field(default_factory=dict)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def headers_read(self) -> set[str]:
        """Their headers that are read."""
        return {*self.columns.values(), *self.wide, *(status.column for status in self.status.values())}


class Word(NamedTuple):
    """A word of theirs in a column that has choices: in how many rows, ours for it if it is known, and near ones."""

    text: str
    rows: int
    ours: str
    near: tuple[str, ...]


class DateQuestion(NamedTuple):
    """The way a column writes its dates: for certain (one order), or to be decided between several."""

    orders: tuple[DateOrder, ...]
    is_open: bool


def draft_of(mapping: TableMapping) -> MappingDraft:
    """A draft that says what a mapping says."""
    return MappingDraft(
        mapping.kind,
        dict(mapping.columns),
        dict(mapping.constants),
        dict(mapping.defaults),
        {name: _by_text(codes) for name, codes in mapping.codes.items()},
        dict(mapping.rest),
        _by_text(mapping.units),
        dict(mapping.dates),
        dict(mapping.factors),
        dict(mapping.status),
        dict(mapping.wide),
        mapping.not_listed_is_zero,
        mapping.note,
    )


def proposed_draft(look: SheetLook, kind: str, catalogue: Catalogue, tree: UnitTree) -> MappingDraft:
    """A draft of what is certain of a sheet, and of the columns that are likely, with the reasons."""
    proposal = suggest_mapping(look.table, kind, catalogue, tree, look.samples)
    draft, names = draft_of(proposal.mapping), KindNames(kind, catalogue)
    for section, name in proposal.remarks:  # a day of entry is easily taken for that of the event
        if section == COLUMNS and names.fields[name].type in DATED:
            draft.why[name] = DATE_BY_SYNONYM
    for question in proposal.questions:
        theirs = question.theirs[0] if question.theirs else ""
        if question.section == COLUMNS and question.ours and theirs in look.headers:
            if question.ours not in draft.columns and theirs not in draft.columns.values():
                draft.columns[question.ours], draft.why[question.ours] = theirs, question.why
        elif question.section[0] == "wide" and question.theirs:  # asked: another measure would be another figure
            draft.near[question.section[1]] = _codes(names, "measure", (theirs, *question.hints))
    if status := proposed_status(look, names, draft):
        draft.status[OUTCOME] = status
    for name, value in (("period", FILE_PERIOD), ("source", name_hint(look))) if kind == LEDGER else ():
        if name not in draft.columns and not any(column.period for column in draft.wide.values() if name == "period"):
            draft.constants.setdefault(name, value)
    return draft


def name_hint(look: SheetLook) -> str:
    """A name for a table that next month's has too: its title, its sheet's or its file's name, without dates."""
    stem = Path(look.table.file).stem
    sheet = "" if _NAMELESS.fullmatch(look.table.sheet) else look.table.sheet
    names = (_DATED.sub("", half_width(text)).strip(" -_()（）[]") for text in (*look.table.title[:1], sheet, stem))
    return next((name for name in names if name), stem)[:LONGEST_HINT]


def lacking_columns(draft: MappingDraft, catalogue: Catalogue) -> list[str]:
    """The headers of the columns that have to come from somewhere, and do not yet."""
    names = KindNames(draft.kind, catalogue)
    provided = {*draft.columns, *draft.constants, *draft.status} | (
        {"measure", "period", "value"} if draft.wide else set()
    )
    return [field.zh for name, field in names.fields.items() if field.required and name not in provided]


def proposed_status(look: SheetLook, names: KindNames, draft: MappingDraft) -> Status | None:
    """The column that says how far a record has come, where one looks like it; None where none does."""
    left = [header for header in look.headers if header not in draft.headers_read() and not is_personal(header)]
    questions = list(suggest_status(names, look.samples, left, set(draft.columns)))
    header = next((question.theirs[0] for question in questions if question.ours == "column"), None)
    if header is None:
        return None
    done, running = ([text for q in questions if q.ours == ours for text in q.theirs] for ours in ("done", "open"))
    return Status(column=header, done=done, open=[t for t in running if t not in done]) if done else None


def built_mapping(draft: MappingDraft, headers: Iterable[str], catalogue: Catalogue) -> TableMapping:
    """The mapping that a draft says for a table: headers that it does not read are left out, or dropped as personal."""
    names, read = KindNames(draft.kind, catalogue), draft.headers_read()
    left = [header for header in headers if header not in read and header not in RECEIPT_HEADERS]
    return TableMapping(
        kind=draft.kind,
        note=draft.note,
        columns={name: draft.columns[name] for name in names.fields if name in draft.columns},
        codes={name: _by_ours(words) for name, words in draft.codes.items() if name in draft.columns and words},
        rest={name: code for name, code in draft.rest.items() if name in draft.columns},
        units=_by_ours(draft.units),
        constants={name: value for name, value in draft.constants.items() if name not in draft.columns},
        defaults={name: value for name, value in draft.defaults.items() if name in draft.columns},
        dates={name: order for name, order in draft.dates.items() if name in draft.columns},
        factors={name: factor for name, factor in draft.factors.items() if name in draft.columns},
        status=draft.status,
        wide=draft.wide,
        not_listed_is_zero=draft.not_listed,
        ignored=[header for header in left if not is_personal(header)],
        personal=[header for header in left if is_personal(header)],
    )


def draft_faults(draft: MappingDraft, headers: Iterable[str], catalogue: Catalogue) -> list[ValidationFault]:
    """The faults that are left: place, rule and mend (Chinese)."""
    return list(mapping_faults(built_mapping(draft, headers, catalogue), KindNames(draft.kind, catalogue)))


def usable_headers(look: SheetLook, names: KindNames, field: str) -> list[str]:
    """The headers that a column of ours may be read from: none about persons, but for an officer's own name."""
    return [header for header in look.headers if not is_personal(header) or may_be_personal(names, field)]


def code_words(look: SheetLook, names: KindNames, field: str, header: str) -> list[Word]:
    """Their words in a column of choices that are not words of ours already, the commonest first."""
    words, is_flag = choice_words(names, field), names.fields[field].type == "flag"
    texts = [
        text
        for text in look.samples.values(header)
        if not words.own(text) and not (is_flag and match_key(text) in FLAGS)
    ]
    return [
        Word(
            text,
            look.samples.rows_with(header, text),
            words.synonym(text) or "",
            _codes(names, field, words.near(text)),
        )
        for text in texts[:MOST_WORDS]
    ]


def unit_words(look: SheetLook, header: str, tree: UnitTree) -> list[Word]:
    """Their names for units that are no unit's own name or code, with the station whose short name it is, if it is.

    A unit is never taken for its likeness: that only puts it first in the list.
    """
    is_unit, abbreviations = unit_test(UnitLookup(tree)), UnitAbbreviations(tree.units.values())
    codes = {unit.name: unit.code for unit in tree.units.values()}
    texts = [text for text in look.samples.values(header) if not is_unit(text)]
    return [
        Word(
            text,
            look.samples.rows_with(header, text),
            abbreviations.code(text),
            tuple(codes[name] for name in likest(text, codes)),
        )
        for text in texts[:MOST_WORDS]
    ]


def date_question(look: SheetLook, names: KindNames, field: str, header: str) -> DateQuestion | None:
    """The way a column's dates are written, where they do not begin with the year; None where nothing is to be said."""
    if names.fields[field].type not in DATED:
        return None
    order, questions = suggest_date_order(names, look.samples, field, header)
    if order:
        return DateQuestion((order,), is_open=False)
    orders = tuple(order for question in questions for order in question.theirs)
    return DateQuestion(orders, is_open=True) if orders else None  # type: ignore[arg-type]  # orders come from our list


def figure_headers(look: SheetLook, names: KindNames, draft: MappingDraft) -> list[str]:
    """The headers of a ledger whose cells may be figures: those that no column of ours is read from."""
    if names.kind != LEDGER or "value" in draft.columns:
        return []
    used_headers = {*draft.columns.values(), *(header for header in look.headers if is_personal(header))}
    return [header for header in look.headers if header not in used_headers]


def compared_headers(look: SheetLook, names: KindNames, headers: list[str]) -> set[str]:
    """The ones of some headers that compare figures (同比, 占比), which are never read."""
    return set(match_wide(names, look.samples, headers).ignored)


def _codes(names: KindNames, field: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for label in labels if (code := names.choice(field, label)))


def _by_text(words: dict[str, list[str]]) -> dict[str, str]:
    return {text: ours for ours, texts in words.items() for text in texts}


def _by_ours(words: dict[str, str]) -> dict[str, list[str]]:
    by_choice: dict[str, list[str]] = {}
    for text, ours in words.items():
        if ours:
            by_choice.setdefault(ours, []).append(text)
    return by_choice


def open_words(look: SheetLook, names: KindNames, draft: MappingDraft, tree: UnitTree) -> dict[str, list[Word]]:
    """Words of a sheet that a mapping does not place, by column; none where the rest has a choice of its own."""
    open_by_column: dict[str, list[Word]] = {}
    for name, header in draft.columns.items():
        if header not in look.headers:
            continue
        if names.choices(name) and name not in draft.rest:
            decided, words = draft.codes.get(name, {}), code_words(look, names, name, header)
        elif names.fields[name].type == "unit":
            decided, words = draft.units, unit_words(look, header, tree)
        else:
            continue
        keys = {match_key(text) for text in decided}
        if left := [word for word in words if match_key(word.text) not in keys]:
            open_by_column[name] = left
    return open_by_column
