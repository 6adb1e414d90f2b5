"""Proposes a mapping for a stranger's table. What is certain is written down; everything else is a question."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.intake.fields import LEDGER, file_kinds
from core.intake.lookup import UnitLookup
from core.intake.mapping.model import DateOrder, TableMapping
from core.intake.mapping.names import KindNames, kind_name
from core.intake.mapping.proposal import Proposal, Question
from core.intake.mapping.samples import Samples
from core.intake.mapping.suggest_codes import suggest_codes, suggest_date_order, suggest_units
from core.intake.mapping.suggest_columns import COLUMNS, SYNONYM, ColumnMatches, match_columns
from core.intake.mapping.suggest_status import suggest_status
from core.intake.mapping.suggest_wide import WideMatches, match_wide
from core.intake.table import Table
from core.store.units import UnitTree

NEVER_CONSTANT = ("id", "time", "past_day")
CLEAR_MARGIN = 0.15  # by which the likeliest kind must lead
LEAST_SCORE = 0.5
QUESTIONED_SCORE = 0.5  # what a header counts that only may be a measure
UNKNOWN_FIGURE = 0.25  # and one of figures of which no measure is near


def suggest_mapping(
    table: Table, kind: str, catalogue: Catalogue, tree: UnitTree | None = None, samples: Samples | None = None
) -> Proposal:
    """A mapping for a table of a kind. Units are asked about where there is a `tree`.

    `samples` stand for its rows, where they have been taken already.
    """
    names, samples = KindNames(kind, catalogue), samples or Samples(table)
    lookup = UnitLookup(tree) if tree else None
    columns = match_columns(table, names, samples, lookup)
    matches = _wide_matches(names, samples, columns)
    status = list(suggest_status(names, samples, columns.left, set(columns.certain)))
    asked_headers = {text for question in status[:1] for text in question.theirs}
    codes, dates, questions = _values(names, samples, columns)
    if tree and lookup and (header := columns.certain.get("unit")):
        questions += suggest_units(samples, header, lookup, [unit.name for unit in tree.units.values()])
    constants = {"period": "{covers}"} if matches.columns and "period" not in columns.certain else {}
    mapping = TableMapping(
        kind=kind,
        columns={name: columns.certain[name] for name in names.fields if name in columns.certain},
        codes=codes,
        dates=dates,
        constants=constants,
        wide=matches.columns,
        ignored=[*(header for header in columns.left if header not in asked_headers), *matches.ignored],
        personal=columns.personal,
    )
    questions = [*columns.questions, *questions, *status, *matches.questions, *_wanting(names, mapping, columns)]
    remarks = {(COLUMNS, name): SYNONYM for name in columns.by_synonym}
    return Proposal(mapping, [*questions, *_hints(columns, asked_headers)], remarks)


def _wide_matches(names: KindNames, samples: Samples, columns: ColumnMatches) -> WideMatches:
    """Return what headers say that are left over, or asked about, in a ledger without a column of figures."""
    if names.kind != LEDGER or "value" in columns.certain:
        return WideMatches()
    asked_headers = [text for question in columns.questions for text in question.theirs]
    matches = match_wide(names, samples, [*columns.left, *dict.fromkeys(asked_headers)])
    explained = {*matches.columns, *matches.ignored}
    columns.left = [header for header in columns.left if header not in explained]
    columns.questions = [question for question in columns.questions if not explained.intersection(question.theirs)]
    return matches


def _values(
    names: KindNames, samples: Samples, columns: ColumnMatches
) -> tuple[dict[str, dict[str, list[str]]], dict[str, DateOrder], list[Question]]:
    codes: dict[str, dict[str, list[str]]] = {}
    dates: dict[str, DateOrder] = {}
    questions: list[Question] = []
    for name, header in columns.certain.items():
        if names.choices(name):
            certain_codes, open_questions = suggest_codes(names, samples, name, header)
            codes |= {name: certain_codes} if certain_codes else {}
            questions += open_questions
        order, open_questions = suggest_date_order(names, samples, name, header)
        dates |= {name: order} if order else {}
        questions += open_questions
    return codes, dates, questions


def _wanting(names: KindNames, mapping: TableMapping, columns: ColumnMatches) -> list[Question]:
    """Required columns that nothing fills: their header, or a constant where one can be."""
    provided = mapping.provided() | ({"measure", "period", "value"} if mapping.wide else set())
    asked_columns = {question.ours for question in columns.questions}
    wanting = [
        declared
        for name, declared in names.fields.items()
        if declared.required and name not in provided and name not in asked_columns
    ]
    return [
        Question(COLUMNS, declared.name, ("？",), "必填，没有找到它的表头")
        if declared.type in NEVER_CONSTANT
        else Question(("constants",), declared.name, ("",), f"必填，文件里没有{_allowed(names, declared.name)}")
        for declared in wanting
    ]


def _allowed(names: KindNames, name: str) -> str:
    labels = [] if names.fields[name].type == "measure" else list(names.choices(name).values())
    return f"；可填 {'、'.join(labels)}" if labels else ""


def _hints(columns: ColumnMatches, asked_headers: set[str]) -> list[Question]:
    left = {
        header: near for header, near in columns.hints.items() if header in columns.left and header not in asked_headers
    }
    return [Question(COLUMNS, "", (header,), "已列入 ignored", tuple(near)) for header, near in left.items()]


def suggest_kind(table: Table, catalogue: Catalogue) -> str:
    """The kind of file that a table's headers fit best. Raises LookupError (Chinese) where none leads clearly."""
    likely, is_clear = likely_kinds(table, catalogue, Samples(table))
    if is_clear:
        return likely[0]
    words = "、".join(f"{kind}（{kind_name(kind, catalogue)}）" for kind in likely[:3])
    raise LookupError(f"看不准这是哪一类文件{f'，像是 {words}' if words else ''}：请用 --kind 写明。")


def likely_kinds(table: Table, catalogue: Catalogue, samples: Samples) -> tuple[list[str], bool]:
    """The kinds of file that a table's headers fit about as well as the best one, and whether that one leads."""
    scores = {kind: _score(table, KindNames(kind, catalogue), samples) for kind in file_kinds(catalogue)}
    ranked = sorted(scores, key=lambda kind: -scores[kind])
    likely = [kind for kind in ranked if scores[kind] > max(scores[ranked[0]] - CLEAR_MARGIN, 0)]
    return likely, scores[ranked[0]] >= LEAST_SCORE and len(likely) == 1


def _score(table: Table, names: KindNames, samples: Samples) -> float:
    """From 0 to 2: the share of the kind's required columns that are there, and of the headers that it explains."""
    columns = match_columns(table, names, samples, None)
    matches = _wide_matches(names, samples, columns)
    wide_columns, figures = matches.columns, matches.figures if "unit" in columns.certain else []
    required = [name for name, declared in names.fields.items() if declared.required]
    filled = set(columns.certain) | (
        {"period", "measure", "value", "source"} if wide_columns or len(figures) > 1 else set()
    )
    explained = len(columns.certain) + sum(
        1.0 if column.measure else QUESTIONED_SCORE for column in wide_columns.values()
    )
    explained += len(figures) * UNKNOWN_FIGURE
    headers = len(table.headers) - len(columns.personal)
    return len([name for name in required if name in filled]) / len(required) + explained / max(headers, 1)
