"""Writes the specification of every chart into its file: `python -m dashboards.components.chart_files`."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

from dashboards.components import charts

FOLDER = Path(__file__).parents[1]


def all_charts() -> list[charts.AuthoredChart]:
    """Return the charts of all pages."""
    for source in sorted(FOLDER.glob("pages/*/*.py")):
        if "@charts.authored(" in source.read_text("utf-8"):
            importlib.import_module(".".join(source.relative_to(FOLDER.parent).with_suffix("").parts))
    return charts.CHARTS


def file_text(chart: charts.AuthoredChart) -> str:
    """Return what the file of a chart has to hold."""
    return json.dumps(chart.author_anew(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """The command."""
    for chart in all_charts():
        chart.file.write_text(file_text(chart), "utf-8")


if __name__ == "__main__":
    main()
