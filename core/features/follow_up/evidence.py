"""The evidence that goes with an instruction, frozen as text when it is sent.

It is a figure with its base and the judgement, and the standard with the figure's interval and the answer.
"""

from __future__ import annotations

from core.board.change_text import STANDARD_MARKS, standard_interval_text
from core.catalogue.kpi_model import Kpi, Standard
from core.catalogue.model import Catalogue
from core.instructions.model import LONGEST_EVIDENCE, InstructionContent
from core.metrics.display import figure_text, standard_text
from core.metrics.types import Board, StandardAnswer


def content_with_evidence(
    board: Board, catalogue: Catalogue, kpi_id: str, unit: int, task: str, due: int | None = None
) -> InstructionContent:
    """The content of an instruction about a figure on a board, with its 同比 and its standard where there are any."""
    kpi = catalogue.kpis[kpi_id]
    change = board.changes.get((kpi_id, unit, "yoy"))
    answer = board.standards.get((kpi_id, unit))
    judgement = board.judgements.get((kpi_id, unit, "yoy"))
    return InstructionContent(
        unit,
        task,
        kpi_id,
        f"{board.period.start}..{board.period.end}",
        "" if change is None else f"{figure_text(kpi, change.base_figure)}（{change.base.start} 至 {change.base.end}）",
        figure_text(kpi, board.figures[kpi_id, unit]),
        "" if judgement is None else judgement.sentence[:LONGEST_EVIDENCE],
        due,
        standard="" if kpi.standard is None or answer is None else standard_evidence(kpi, kpi.standard, answer),
        interval="" if answer is None else standard_interval_text(kpi, answer),
        notice="" if answer is None else answer.sentence[:LONGEST_EVIDENCE],
    )


def standard_evidence(kpi: Kpi, standard: Standard, answer: StandardAnswer) -> str:
    """The standard with the answer to it: such as ≥ 90%，× 未达标."""
    return f"{standard_text(kpi, standard)}，{STANDARD_MARKS[answer.status]} {answer.status}"
