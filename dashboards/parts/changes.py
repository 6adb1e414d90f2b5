"""A figure and its changes as short texts: what a tile, a title and a table say alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.catalogue.model import Kpi
from core.engine.answers import Board, ChangeKind
from core.engine.display import change_text, figure_text
from core.store.units import UnitRef
from dashboards import words

_LONGEST = 14  # a chip has room for so many characters; a longer reason is its remark


@dataclass(frozen=True)
class Chip:
    """A change: its label, its text, and a remark where one is needed."""

    label: str
    text: str
    remark: str


def split_figure(kpi: Kpi, text: str) -> tuple[str, str]:
    """The digits of a figure's text and its unit, which is set smaller."""
    if kpi.unit == "%" and text.endswith("%"):
        return text[:-1], "%"
    number, _, unit = text.partition(" ")
    return number, unit


def figure(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> str:
    """A KPI's figure as text."""
    return figure_text(kpi, board.figures[kpi_id, unit])


def chip(board: Board, kpi: str, unit: int, kind: ChangeKind) -> Chip | None:
    """One change as a chip, or None where the board does not hold it."""
    change = board.changes.get((kpi, unit, kind))
    if change is None:
        return None
    label = {"yoy": words.YOY, "mom": words.MOM}.get(kind, words.MOM)
    if kind == "month":
        label = words.month_chip(month_named(board))
    text = change_text(change)
    return Chip(label, text if len(text) <= _LONGEST else words.NO_DATA, change.reason or "")


def last_month_is_cut(board: Board) -> bool:
    """Whether the data end within the last of the board's months."""
    return (board.as_of + timedelta(days=1)).day != 1


def month_named(board: Board) -> int:
    """The last complete month of the board, 1 to 12."""
    last = board.months[-1]
    return (last - 1 if last_month_is_cut(board) else last) % 12 + 1


def chips(board: Board, kpi: str, unit: int) -> list[Chip]:
    """同比 and 环比; over this year so far the last month against the one before stands for 环比."""
    second: ChangeKind = "month" if (kpi, unit, "month") in board.changes else "mom"
    found = [chip(board, kpi, unit, "yoy"), chip(board, kpi, unit, second)]
    return [one for one in found if one is not None]


def standard_verdict(kpi: Kpi, unit: UnitRef, value: float | None) -> str:
    """达标 or 未达标, only for what is counted and not sampled (a share of a stock), of a whole bureau."""
    census = kpi.kind == "rate" and kpi.basis == "stock" and unit.kind in ("bureau", "county")
    if kpi.standard is None or value is None or not census:
        return ""
    met = value >= kpi.standard.value if kpi.standard.op == ">=" else value <= kpi.standard.value
    return words.MET if met else words.MISSED
