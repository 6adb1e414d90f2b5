"""The form for a file's way of writing dates, where the year does not come first."""

from __future__ import annotations

from typing import get_args

from core.intake.mapping.model import DateOrder
from core.intake.mapping.names import KindNames
from core.intake.workbench.draft import MappingDraft, date_question
from core.intake.workbench.sheet_look import SheetLook
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import choice_line

_AS_READ = "ymd"


def draw(names: KindNames, draft: MappingDraft, look: SheetLook, number: int) -> list[str]:
    """Draw the orders of dates; returns those that nobody has decided on, though several fit."""
    asked = []
    for name, header in draft.columns.items():
        question = date_question(look, names, name, header)
        if question is None:
            draft.dates.pop(name, None)
            continue
        options = {order: words.DATES[order] for order in (*question.orders, _AS_READ)}
        before = draft.dates.get(name) or (None if question.is_open else question.orders[0])
        label = words.DATE_ORDER.format(label=names.label(name))
        picked, beside = choice_line.draw(
            label, list(options), options.__getitem__, at=before, key=f"intake_date_{number}_{name}"
        )
        beside.text("、".join(look.examples(header)))
        if picked is None:
            asked.append(words.DATE_ASKED.format(label=names.label(name)))
        else:
            draft.dates[name] = next(order for order in get_args(DateOrder) if order == picked)
    return asked
