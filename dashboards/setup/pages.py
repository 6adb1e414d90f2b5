"""Draws the pages of the first run, from templates beside this file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from core.access.first_run import FirstRunStep
from core.access.policy import AccessPolicy
from core.intake.refusal import Refusal
from core.intake.refusal_causes import refusal_causes
from core.store.create import LONGEST_BUREAU_NAME
from core.store.units import UnitTree
from dashboards import theme
from dashboards.i18n.words import PRODUCT
from dashboards.i18n.words import setup as words
from dashboards.server.shown_database import served_path
from dashboards.setup import encryption
from dashboards.setup.unit_rows import KIND_LABELS, SETTING_LABELS, TypedUnit, UnitLine, column_labels

FOLDER = Path(__file__).parent
BLANK_LINES = 6  # rows to fill in at first; the script adds more
_HEADERS = {
    "Cache-Control": "no-store",
    # Under no-referrer a browser would not say where a form comes from, and the form would be refused.
    "Referrer-Policy": "same-origin",
}


class Notice(NamedTuple):
    """Hold what became of the last thing that was sent; `is_fault` where something must be done again."""

    text: str
    is_fault: bool = True


NOTHING = Notice("", is_fault=False)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    environment.globals.update(w=words, product=PRODUCT)
    return environment


def _page(
    template: str, step: FirstRunStep | None, notice: Notice, texts: Mapping[str, Any], status: int = 200
) -> Response:
    style = theme.css_variables() + (FOLDER / "setup.css").read_text(encoding="utf-8")
    order = list(words.STEPS)
    at = order.index(step) if step else 0
    steps = [
        {"label": label, "state": "done" if place < at else "now" if place == at else "next"}
        for place, label in enumerate(words.STEPS.values())
    ]
    text = (
        _templates()
        .get_template(template)
        .render(
            texts,
            style=Markup(style),
            steps=steps if step else [],
            step_of=words.STEP_OF.format(number=at + 1, count=len(order)),
            notice=notice,
            key_note=encryption.note(),
        )
    )
    return HTMLResponse(text, status, _HEADERS)


def bureau_page(
    bureau: str | None, typed: str = "", notice: Notice = NOTHING, status: int = 200, *, is_encrypted: bool = False
) -> Response:
    """Return the page that asks for the bureau's name; with a `bureau`, the one that changes it.

    `is_encrypted` keeps what was chosen when the page is drawn again.
    """
    texts = {
        "bureau": bureau,
        "typed": typed or bureau or "",
        "longest": LONGEST_BUREAU_NAME,
        "path": served_path(),
        "encryption": encryption.offer(),
        "is_encrypted": is_encrypted,
    }
    return _page("bureau.html", FirstRunStep.BUREAU, notice, texts, status)


def units_page(
    tree: UnitTree,
    notice: Notice = NOTHING,
    *,
    lines: Sequence[UnitLine] = (),
    refusals: Sequence[Refusal] = (),
    status: int = 200,
) -> Response:
    """Return the page of units: those that are there, rows to fill in, and what was not taken of a file."""
    below = list(tree.below(tree.root.id))
    texts = {
        "columns": TypedUnit._fields,
        "heads": column_labels(),
        "count": len(below),
        "units": [(len(tree.ancestors(unit.id)), unit.name) for unit in below],
        "parents": [unit.name for unit in below],
        "lines": [*lines, *[UnitLine()] * BLANK_LINES],
        "blank": UnitLine(),
        "kinds": KIND_LABELS,
        "settings": ("", *SETTING_LABELS),
        "causes": refusal_causes(refusals),
    }
    return _page("units.html", FirstRunStep.UNITS, notice, texts, status)


def account_page(bureau: str, name: str = "", notice: Notice = NOTHING, status: int = 200) -> Response:
    """Return the page of the first account."""
    texts = {"bureau": bureau, "name": name, "shortest": AccessPolicy().password_length}
    return _page("account.html", FirstRunStep.ACCOUNT, notice, texts, status)


def over_page() -> Response:
    """Return the page for whoever comes when the first run is over."""
    return _message_page(words.OVER_TITLE, words.OVER_LEAD, ("/", words.OVER_GO), FirstRunStep.FIGURES)


def shut_page() -> Response:
    """Return the page for whoever comes without the token."""
    return _message_page(words.SHUT_TITLE, words.SHUT_LEAD, status=403)


def fault_page(reason: str) -> Response:
    """Return the page that says why a step could not be done, and leads back to it."""
    return _message_page(words.FAULT_TITLE, reason, ("/setup", words.FAULT_AGAIN), status=503)


def _message_page(
    title: str, lead: str, link: tuple[str, str] = ("", ""), step: FirstRunStep | None = None, status: int = 200
) -> Response:
    """Return a page of a sentence and a link (address, label); the steps stand above where one of them is next."""
    return _page("message.html", step, NOTHING, {"title": title, "lead": lead, "link": link}, status)
