"""Charts as Altair and Vega-Lite want them: pages draw from files what has been authored before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboards.components.chart_files import all_charts, file_text

pytestmark = pytest.mark.slow

# In a process of its own: a chart is turned into a specification once.
AUTHOR_ALL = """
from dashboards.components import chart_files, charts

def both(chart, padding=None, as_spec=charts.as_spec):
    spec = chart.to_dict(validate=True)
    assert spec == chart.to_dict(validate=False), spec
    compared.append(spec["$schema"])
    return as_spec(chart, padding)

compared = []
charts.as_spec = both
for chart in chart_files.all_charts():
    chart.author_anew()
print(len(compared), *sorted(set(compared)))
"""
# Takes a chart from its file, and says whether Altair was needed for that.
DRAW = """
import sys
from dashboards.pages.comparison.funnel import funnel_spec
funnel_spec(*funnel_spec.known[0])
print("altair" in sys.modules)
"""


def run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_chart_is_as_its_schema_wants_it() -> None:
    compared, *schemas = run(AUTHOR_ALL).split()
    assert int(compared) == sum(len(chart.known) for chart in all_charts()) > 0
    assert len(schemas) == 1
    assert "vega-lite" in schemas[0]


def test_the_files_hold_what_is_authored() -> None:
    for chart in all_charts():
        assert chart.file.read_text("utf-8") == file_text(chart), "python -m dashboards.components.chart_files"


def test_a_chart_of_a_file_is_drawn_without_altair_and_another_with_it() -> None:
    assert run(DRAW).strip() == "False"
    funnel = next(chart for chart in all_charts() if chart.file.name.startswith("funnel"))
    axis_format, _ = funnel.known[0]
    other = funnel(axis_format, "another word")
    assert "another word" in str(other) and "another word" not in funnel.file.read_text("utf-8")
