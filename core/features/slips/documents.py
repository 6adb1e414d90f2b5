"""Slips as files: HTML that opens, prints (a sheet of A4 each) and is sent by itself, or plain text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.features.slips import text
from core.features.slips.types import Slip
from core.templates import templates

_FOLDER = Path(__file__).parent / "templates"


def slips_html(slips: Sequence[Slip], taker: str = "") -> str:
    """Return slips as one page of HTML, with nothing from outside; `taker` is who takes it away."""
    title = text.TITLE if len(slips) != 1 else f"{text.TITLE} {slips[0].community.name}"
    return templates(_FOLDER).get_template("slip.html").render(title=title, slips=slips, text=text, taker=taker)


def slips_text(slips: Sequence[Slip]) -> str:
    """Return slips as plain text, one after the other."""
    template = templates(_FOLDER).get_template("slip.txt")
    return "\n".join(template.render(slip=slip, text=text) for slip in slips)
