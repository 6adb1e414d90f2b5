"""One cell of theirs → the text that a file of ours would have. What the mapping does not say is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from core.full_width import half_width
from core.intake.cell_parsers import FLAGS
from core.intake.lookup import UnitLookup
from core.intake.mapping.dates import date_reader
from core.intake.mapping.likeness import likest
from core.intake.mapping.model import DateOrder, TableMapping
from core.intake.mapping.names import NO, YES, KindNames
from core.intake.refusal import CellError
from core.intake.text_matching import match_key
from core.store.units import UnitTree

Translate = Callable[[str], str]
TEN_THOUSAND = 10_000
_PLAIN_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


def cell_translators(mapping: TableMapping, names: KindNames, tree: UnitTree) -> dict[str, Translate]:
    """A function for each column of ours that their words, dates or amounts have to be translated for."""
    translators: dict[str, Translate] = {}
    for name in mapping.columns:
        steps = _steps(mapping, names, tree, name)
        if steps:
            translators[name] = _remembering(steps[0])
    return translators


def _steps(mapping: TableMapping, names: KindNames, tree: UnitTree, name: str) -> list[Translate]:
    if names.choices(name):
        return [CodeTable(mapping, names, name)]
    if names.fields[name].type == "unit" and mapping.units:
        return [UnitNames(mapping, tree)]
    order: DateOrder | None = mapping.dates.get(name)
    if order:
        return [date_reader(order)]
    return [partial(multiplied, factor=mapping.factors[name])] if name in mapping.factors else []


def _remembering(translate: Translate) -> Translate:
    """The same function, which works out each text once; what is refused is refused again with the same words."""
    results: dict[str, str | CellError] = {}

    def remembered(text: str) -> str:
        if text not in results:
            try:
                results[text] = translate(text)
            except CellError as error:
                results[text] = error
        result = results[text]
        if isinstance(result, CellError):
            raise result
        return result

    return remembered


class CodeTable:
    """Their words for the choices of a column; words of the template are understood too.

    Words that nobody has placed are refused with the question, or go to the choice decided on for the rest.
    """

    def __init__(self, mapping: TableMapping, names: KindNames, field: str) -> None:
        self._names, self._field = names, field
        self._codes = {match_key(t): code for code, texts in mapping.codes.get(field, {}).items() for t in texts}
        self._rest = mapping.rest.get(field)

    def __call__(self, text: str) -> str:
        """Our word for theirs."""
        code = self._placed(text) or self._rest
        if code is None:
            raise self._question(text)
        return self._names.text(self._field, code)

    def is_placed(self, text: str) -> bool:
        """Tell whether a word has its own place, and does not go to the choice decided on for the rest."""
        return self._placed(text) is not None

    def _placed(self, text: str) -> str | None:
        code = self._codes.get(match_key(text))
        if code:
            return code
        if self._names.fields[self._field].type == "flag" and match_key(text) in FLAGS:
            return YES if FLAGS[match_key(text)] else NO
        return self._names.choice(self._field, text)

    def _question(self, text: str) -> CellError:
        label, choices = self._names.label(self._field), self._names.choices(self._field)
        near = likest(text, choices.values())
        hint = f"；相近的有 {'、'.join(near)}" if near else ""
        offered = "" if self._names.fields[self._field].type == "measure" else f"（{'、'.join(choices.values())}）"
        mend = f"改对照（文件里是 codes.“{label}”），写明它归哪一项{offered}{hint}；归“其他”也要写明"
        return CellError(f"“{text}”是哪一项“{label}”，对照里没有写", mend)


class UnitNames:
    """Their names for our units. Other names must be a unit's own name or code: none is taken for its likeness."""

    def __init__(self, mapping: TableMapping, tree: UnitTree) -> None:
        lookup = UnitLookup(tree)
        self._codes = {
            match_key(text): tree.units[lookup.find(unit)].code
            for unit, texts in mapping.units.items()
            for text in texts
        }

    def __call__(self, text: str) -> str:
        """The unit's code, or the name as it is."""
        return self._codes.get(match_key(text), text)


def multiplied(text: str, factor: int) -> str:
    """A count in units of ours: 1.2 in 万 is 12000. What is no plain number, or comes to no whole one, is refused."""
    plain = half_width(text)
    if factor == TEN_THOUSAND:
        plain = plain.removesuffix("万")
    if not _PLAIN_NUMBER.fullmatch(plain):
        raise CellError("不是数，不能按倍数换算", f"只写数字，如 1.2；这一列一个单位是 {factor:,}")
    value = Decimal(plain.replace(",", "")) * factor
    if value != value.to_integral_value():
        raise CellError(f"乘以 {factor:,} 不是整数", "核对小数位数，或改对照里的 factors")
    return str(int(value))
