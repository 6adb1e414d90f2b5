"""Queries of single officers' work; every one is held to whose figures the viewer may see."""

from __future__ import annotations

from datetime import date

from core.features.dockets.open_cases import OpenCase
from core.metrics.types import DueDispute, OfficerFigure, Window
from dashboards.queries import instructions, session


def serving(as_of: date) -> list[tuple[str, str, str]]:
    """Return the officers serving on a day whose figures the viewer may see: number, name, unit."""
    return session.engine().officers(as_of)


def figures(officer: str, window: Window) -> list[OfficerFigure]:
    """Return an officer's own figures."""
    return session.engine().officer_figures(officer, window)


def due_disputes(officer: str, as_of: date) -> list[DueDispute]:
    """Return the open disputes that an officer answers for, their days counted from today."""
    return session.engine().due_disputes(officer, as_of, instructions.today())


def own_cases(officer: str, as_of: date) -> list[OpenCase]:
    """Return the open cases that an officer is in charge of, their days counted from today."""
    return session.engine().own_cases(officer, as_of, instructions.today())
