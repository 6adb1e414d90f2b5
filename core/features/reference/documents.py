"""The whole reference as one file of its own: Markdown, or HTML without anything from outside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.features.reference.kpi_reference import KpiReference
from core.templates import templates

_FOLDER = Path(__file__).parent / "templates"


def reference_html(references: Sequence[KpiReference]) -> str:
    """Return the reference as a page; each KPI is at #its-id."""
    return templates(_FOLDER).get_template("reference.html").render(references=references)


def reference_markdown(references: Sequence[KpiReference]) -> str:
    """Return the reference as Markdown."""
    return templates(_FOLDER).get_template("reference.md").render(references=references)
