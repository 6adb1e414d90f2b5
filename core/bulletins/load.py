"""Reads the kinds of bulletin and the rules of sentences, and refuses what is broken, all at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from core.bulletins.change_state import ChangeState, Facts, FigureState, Zero
from core.bulletins.document import ChartKind
from core.bulletins.kind_model import BulletinKind
from core.bulletins.official_form import FormRule
from core.bulletins.sentence_rules import SentenceRule, SentenceRules, speaking_rule
from core.bulletins.structure import structure_kpis
from core.catalogue.model import Catalogue
from core.catalogue.problems import CatalogueError, Problem, located, unknown_kpi
from core.catalogue.validation_text import validation_faults

KINDS_FILE, RULES_FILE = "kinds.toml", "sentences.toml"
DATA = Path(__file__).parent / "data"
ABSENT = (FigureState.NO_FIGURE, FigureState.UNRIPE)
RULE_SECTIONS = ("figure", "change")
SECTIONS_TEXT = "[kinds.编号]、[[figure]]、[[change]]、[form]"
AUDITED_KPIS = ("count", "stock", "rate")  # kinds of KPI whose printed figures the audit can work out again


class BulletinRules(NamedTuple):
    """All that is declared of bulletins."""

    kinds: dict[str, BulletinKind]
    sentences: SentenceRules
    form: FormRule = FormRule()

    def kind_id(self, text: str) -> str:
        """Return the id of a kind by id or name. Raises LookupError (Chinese)."""
        by_name = {kind.zh: name for name, kind in self.kinds.items()}
        if text not in self.kinds and text not in by_name:
            listed = "、".join(f"{name}（{kind.zh}）" for name, kind in self.kinds.items())
            raise LookupError(f"没有通报“{text}”，可用：{listed}")
        return by_name.get(text, text)


def figure_facts_possible() -> list[Facts]:
    """Return all facts that there can be of a figure alone."""
    values = [Facts(FigureState.VALUE, zero, counts=False) for zero in (Zero.NONE, Zero.NOW)]
    absent = [Facts(state, Zero.NONE, counts) for state in ABSENT for counts in (False, True)]
    return [*values, Facts(FigureState.VALUE, Zero.NONE, counts=True), *absent]


def change_facts_possible() -> list[Facts]:
    """Return all facts that there can be of a change: a rate has no zero and no change per day."""
    flags = (False, True)
    counted = [Facts(state, zero, False, *pair) for state, zero, *pair in product(ChangeState, Zero, flags, flags)]
    return counted + [Facts(state, Zero.NONE, True, False, same) for state, same in product(ChangeState, flags)]


class RuleFile(NamedTuple):
    """A file's name, for what is wrong in it, and its text: kinds, sentence rules, or both."""

    name: str
    text: str


def parse_rules(files: Sequence[RuleFile], catalogue: Catalogue) -> BulletinRules:
    """Read files in their order: a later one's kind stands in place of one of the same id, its rules in place of all.

    Raises CatalogueError naming file, entry, reason and mend (Chinese) of all that is wrong.
    """
    problems: list[Problem] = []
    kinds: dict[str, BulletinKind] = {}
    sentences: dict[str, tuple[str, object]] = {}
    form = FormRule()
    for file in files:
        tables = _tables(file, problems)
        for name, raw in tables.pop("kinds", {}).items():
            kind = _kind(file.name, name, raw, problems)
            if kind is not None:
                problems += _kpi_problems(file.name, name, kind, catalogue)
                kinds[name] = kind
        if "form" in tables:
            form = _form(file.name, tables.pop("form"), problems)
        for section in RULE_SECTIONS:
            if section in tables:
                sentences[section] = file.name, tables.pop(section)
        problems += [
            Problem(file.name, section, f"没有“{section}”这一节", f"可写 {SECTIONS_TEXT}") for section in tables
        ]
    rules = _sentences(sentences, problems)
    if problems or rules is None:
        raise CatalogueError(problems)
    return BulletinRules(kinds, rules, form)


def _tables(file: RuleFile, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(file.name, "-", f"不是 TOML（{error}）", "改正所指的那一行，引号和括号要成对"))
        return {}


def _kind(file: str, name: str, raw: object, problems: list[Problem]) -> BulletinKind | None:
    try:
        return BulletinKind.model_validate(raw)
    except ValidationError as error:
        problems += [located(file, name, fault) for fault in validation_faults(error)]
        return None


def _form(file: str, raw: object, problems: list[Problem]) -> FormRule:
    try:
        return FormRule.model_validate(raw)
    except ValidationError as error:
        problems += [located(file, "form", fault) for fault in validation_faults(error)]
        return FormRule()


def _sentences(read: dict[str, tuple[str, object]], problems: list[Problem]) -> SentenceRules | None:
    try:
        rules = SentenceRules.model_validate({section: tables for section, (_, tables) in read.items()})
    except ValidationError as error:
        names = "、".join(dict.fromkeys(file for file, _ in read.values()))
        problems += [located(names, "sentences", fault) for fault in validation_faults(error)]
        return None
    problems += _rule_problems(read["figure"][0], "figure", rules.figure, figure_facts_possible())
    problems += _rule_problems(read["change"][0], "change", rules.change, change_facts_possible())
    return rules


def _kpi_problems(file: str, name: str, kind: BulletinKind, catalogue: Catalogue) -> Iterator[Problem]:
    named = [kpi for section in kind.sections for kpi in section.kpis]
    if not named:
        yield Problem(file, name, "没有一个部分写了指标", "至少让一个部分列出 kpis：通报要有自己的数")
    for kpi in dict.fromkeys((*named, *(chart.kpi for chart in kind.charts()))):
        declared = catalogue.kpis.get(kpi)
        if declared is None:
            yield Problem(file, name, *unknown_kpi(kpi))
        elif declared.kind not in AUDITED_KPIS:
            reason = f"“{declared.zh}”（{kpi}）是 {declared.kind}，印出的数还不能核验"
            yield Problem(file, name, reason, "换成计数、时点数或比率")
    for section in kind.sections:
        for kpi in section.kpis:
            if section.form in ("areas", "usual") and kpi in catalogue.kpis and catalogue.kpis[kpi].kind != "count":
                yield Problem(file, name, f"{section.form} 的部分只能写计数，{kpi} 不是", "换成计数")
    yield from _chart_problems(file, name, kind, catalogue)


def _chart_problems(file: str, name: str, kind: BulletinKind, catalogue: Catalogue) -> Iterator[Problem]:
    for chart in kind.charts():
        declared = catalogue.kpis.get(chart.kpi)
        if declared is None:
            continue
        if chart.kind is ChartKind.MONTHS and declared.kind == "rate":
            yield Problem(file, name, f"月图（months）印出的比率还不能核验：{chart.kpi}", "换成计数")
        if chart.kind is ChartKind.STRUCTURE and len(structure_kpis(catalogue, chart.kpi)) < 2:
            yield Problem(file, name, f"{chart.kpi} 没有登记由哪些部分组成（sums）", "换一个有组成的计数")


def _rule_problems(
    file: str, section: str, rules: Sequence[SentenceRule], possible: Sequence[Facts]
) -> Iterator[Problem]:
    speaking = [speaking_rule(list(rules), facts) for facts in possible]
    for facts, rule in zip(possible, speaking, strict=True):
        if rule is None:
            fact_words = "，".join(f"{name}={value}" for name, value in facts._asdict().items())
            yield Problem(file, section, f"没有规则说 {fact_words}", "补一条规则，或在最后放一条没有 when 的")
    for number, rule in enumerate(rules, 1):
        if not any(rule is speaker for speaker in speaking):
            yield Problem(file, section, f"第 {number} 条规则永远轮不到", "去掉它，或挪到挡住它的规则之前")


def load_rules(catalogue: Catalogue, own: RuleFile | None = None) -> BulletinRules:
    """Return the shipped kinds and rules with a bureau's own file over them, checked against a catalogue."""
    return parse_rules([*shipped_files(), *([own] if own is not None else [])], catalogue)


@cache
def shipped_files() -> tuple[RuleFile, ...]:
    """Return the product's own files."""
    return tuple(RuleFile(path.name, path.read_text("utf-8")) for path in sorted(DATA.glob("*.toml")))
