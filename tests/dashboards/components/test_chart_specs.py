"""Charts as Vega-Lite wants them: what a server leaves out for the first viewer's sake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dashboards

# In a process of its own: a chart is turned into a specification once.
AUTHOR_ALL = """
import importlib, sys
from altair.utils.schemapi import enable_debug_mode
from dashboards.components import charts

def both(chart, padding=None, as_spec=charts.as_spec):
    spec = chart.to_dict(validate=True)
    assert spec == chart.to_dict(validate=False), spec
    compared.append(spec["$schema"])
    return as_spec(chart, padding)

compared = []
charts.prepare_altair()
enable_debug_mode()
charts.as_spec = both
for name in sys.argv[1:]:
    importlib.import_module(name)
charts.author_all()
print(len(compared), *sorted(set(compared)))
"""


@pytest.mark.slow
def test_every_chart_is_as_its_schema_wants_it() -> None:
    folder = Path(dashboards.__file__).parent
    sources = [path for path in folder.rglob("pages/**/*.py") if "as_spec(" in path.read_text("utf-8")]
    names = [".".join(path.relative_to(folder.parent).with_suffix("").parts) for path in sources]
    done = subprocess.run([sys.executable, "-c", AUTHOR_ALL, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    compared, *schemas = done.stdout.split()
    assert int(compared) >= len(names) > 0
    assert len(schemas) == 1
    assert "vega-lite" in schemas[0]
