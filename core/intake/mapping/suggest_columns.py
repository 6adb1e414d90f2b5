"""Matches their columns with ours: by header or synonym for certain, by values or likeness as a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.catalogue.personal_words import is_personal
from core.intake.fields import Field
from core.intake.lookup import UnitLookup
from core.intake.mapping.checks import may_be_personal
from core.intake.mapping.initials import initials
from core.intake.mapping.likeness import HINTED, MOST_HINTS, PROPOSED, likeness
from core.intake.mapping.names import KindNames
from core.intake.mapping.proposal import Question, Section
from core.intake.mapping.samples import Samples, choice_words, is_date, unit_test
from core.intake.table import Table
from core.intake.text_matching import match_key

COLUMNS: Section = ("columns",)
SYNONYM = "目录里的同义词"
_WITH_DIGITS = ("officer", "time", "day", "past_day", "count")
MOSTLY, OFTEN, SOME = 0.8, 0.5, 0.3


@dataclass
class ColumnMatches:
    """Columns that are certain (ours → their header), those about persons, questions, and headers left over."""

    certain: dict[str, str] = field(default_factory=dict)
    by_synonym: set[str] = field(default_factory=set)
    personal: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    hints: dict[str, list[str]] = field(default_factory=dict)


def match_columns(table: Table, names: KindNames, samples: Samples, lookup: UnitLookup | None) -> ColumnMatches:
    """Return what can be said of a table's columns."""
    matches = ColumnMatches()
    for header in table.headers:
        named = names.field(header)
        if is_personal(header) and not (named and may_be_personal(names, named)):
            matches.personal.append(header)
        elif named and named not in matches.certain:
            matches.certain[named] = header
        else:
            matches.left.append(header)
    _match_synonyms(names, matches)
    for header in list(matches.left):
        reasons = list(_reasons(names, samples, lookup, matches, header))
        if reasons:
            matches.left.remove(header)
            matches.questions += reasons
        elif near := _near(names, matches, header, HINTED):
            matches.hints[header] = near
    matches.questions += _doubled(names, samples, matches)
    return matches


def _doubled(names: KindNames, samples: Samples, matches: ColumnMatches) -> Iterator[Question]:
    """Choices whose words a column that is taken holds as well: a class and its sub-class in one."""
    asked_columns = {question.ours for question in matches.questions}
    for declared in _open(names, matches):
        if declared.type != "choice" or declared.name in asked_columns:
            continue
        words = choice_words(names, declared.name)
        for name, header in matches.certain.items():
            if names.fields[name].type == "choice" and samples.share(header, words.is_known) >= SOME:
                yield Question(COLUMNS, declared.name, (header,), f"这一列里也有{declared.zh}的写法")


def _match_synonyms(names: KindNames, matches: ColumnMatches) -> None:
    """A header that only one column of ours goes by, where no other header claims that column."""
    owners = {header: [f.name for f in _open(names, matches) if _goes_by(f, header)] for header in matches.left}
    for name in {name for columns in owners.values() for name in columns}:
        claims = [header for header, columns in owners.items() if columns == [name]]
        if len(claims) == 1:
            matches.certain[name] = claims[0]
            matches.by_synonym.add(name)
            matches.left.remove(claims[0])
    for header in list(matches.left):
        if names_of := [name for name in owners[header] if name not in matches.certain]:
            matches.left.remove(header)
            why = "目录里的同义词，不止一处对得上"
            matches.questions += [Question(COLUMNS, name, (header,), why) for name in names_of]


def _open(names: KindNames, matches: ColumnMatches) -> list[Field]:
    return [field for field in names.fields.values() if field.name not in matches.certain]


def _goes_by(declared: Field, header: str) -> bool:
    return match_key(header) in {match_key(word) for word in declared.synonyms}


def _reasons(
    names: KindNames, samples: Samples, lookup: UnitLookup | None, matches: ColumnMatches, header: str
) -> Iterator[Question]:
    """The columns of ours that a header may be, each with the reason."""
    for declared in _open(names, matches):
        if why := _values_say(names, samples, lookup, declared, header):
            yield Question(COLUMNS, declared.name, (header,), why)
            return
    if header.isascii() and header.isalnum():
        abbreviated = [f for f in _open(names, matches) if match_key(header) in {initials(w) for w in _words(f)}]
        for declared in abbreviated[:MOST_HINTS]:
            yield Question(COLUMNS, declared.name, (header,), "拼音首字母相同")
        if abbreviated:
            return
    near = _near(names, matches, header, PROPOSED)
    name = names.field(near[0]) or "" if near else ""
    if near and _may_hold(names.fields[name], samples, header):
        yield Question(COLUMNS, name, (header,), "表头相似", tuple(near[1:]))


def _values_say(
    names: KindNames, samples: Samples, lookup: UnitLookup | None, declared: Field, header: str
) -> str | None:
    if declared.type == "unit" and samples.share(header, unit_test(lookup)) >= OFTEN:
        return "值是单位名称"
    if declared.type in ("choice", "measure"):
        words = choice_words(names, declared.name)
        if samples.share(header, words.is_known) >= OFTEN:
            return f"值是{declared.zh}的写法"
    if declared.required and declared.type in ("time", "past_day") and samples.share(header, is_date) >= MOSTLY:
        return "值是日期"
    return None


def _may_hold(declared: Field, samples: Samples, header: str) -> bool:
    """Tell whether a column's values may be what a column of ours holds: officers' numbers and times are no words."""
    if declared.type not in _WITH_DIGITS or not samples.values(header):
        return True
    if declared.type == "count" and samples.share(header, is_date) >= OFTEN and not _is_figure(samples, header):
        return False  # a moment of arrival is no length of time, though the headers are alike
    return samples.share(header, _has_digit) >= OFTEN


def _is_figure(samples: Samples, header: str) -> bool:
    return samples.share(header, str.isdecimal) >= OFTEN


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _words(declared: Field) -> list[str]:
    return [declared.zh, *declared.synonyms]


def _near(names: KindNames, matches: ColumnMatches, header: str, cutoff: float) -> list[str]:
    """The headers of our columns most like one of theirs, at most three."""
    scores = {f.zh: max(likeness(header, word) for word in _words(f)) for f in _open(names, matches)}
    best = sorted(scores, key=lambda zh: -scores[zh])
    return [zh for zh in best if scores[zh] >= cutoff][:MOST_HINTS]
