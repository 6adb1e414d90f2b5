"""The evidence that goes with an instruction: a figure, its base and the judgement, frozen as text when it is sent."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.instructions.model import LONGEST_EVIDENCE, InstructionContent
from core.metrics.display import figure_text
from core.metrics.types import Board


def content_with_evidence(
    board: Board, catalogue: Catalogue, kpi_id: str, unit: int, task: str, due: int | None = None
) -> InstructionContent:
    """The content of an instruction about a figure on a board, with its 同比 where there is one."""
    kpi = catalogue.kpis[kpi_id]
    change = board.changes.get((kpi_id, unit, "yoy"))
    judgement = board.judgements.get((kpi_id, unit, "yoy"))
    return InstructionContent(
        unit,
        task,
        kpi_id,
        f"{board.period.start}..{board.period.end}",
        "" if change is None else f"{figure_text(kpi, change.base_figure)}（{change.base.start}..{change.base.end}）",
        figure_text(kpi, board.figures[kpi_id, unit]),
        "" if judgement is None else judgement.sentence[:LONGEST_EVIDENCE],
        due,
    )
