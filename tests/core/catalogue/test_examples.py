"""The shipped examples of a bureau's own kinds can be taken over as they are, one by one and together."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from core.catalogue.entry_toml import kpi_toml
from core.catalogue.examples import example_names, example_text
from core.catalogue.load import load_catalogue
from dashboards.cli.command import cli


@pytest.mark.parametrize("name", example_names())
def test_each_declares_a_kind_with_figures(name: str) -> None:
    shipped, with_it = load_catalogue(), load_catalogue({f"{name}.toml": example_text(name)})
    kinds = set(with_it.facts) - set(shipped.facts)
    assert len(kinds) == 1
    counted = {with_it.measures[measure].fact for kpi in with_it.kpis.values() for measure in kpi.measures()}
    assert kinds <= counted


def test_they_do_not_stand_in_each_others_way() -> None:
    names = example_names()
    together = load_catalogue({f"{name}.toml": example_text(name) for name in names})
    assert len(together.facts) == len(load_catalogue().facts) + len(names)


def test_the_command_lists_writes_and_overwrites_nothing(tmp_path: Path) -> None:
    run, file = CliRunner().invoke, tmp_path / "接警单.toml"
    assert all(name in run(cli, ["catalogue", "example"]).output for name in example_names())
    assert run(cli, ["catalogue", "example", "call_slips", "--to", str(file)]).exit_code == 0
    assert file.read_text("utf-8") == example_text("call_slips")
    again = run(cli, ["catalogue", "example", "call_slips", "--to", str(file)])
    assert again.exit_code == 1 and "没有覆盖" in again.output
    unknown = run(cli, ["catalogue", "example", "no_such"])
    assert unknown.exit_code == 1 and "没有“no_such”这份样例，可写 call_slips" in unknown.output


@pytest.mark.parametrize("name", ["invalid_share", "response_time_p90", "hazard_rectification_rate", "clearance_rate"])
def test_a_kpi_written_as_a_file_reads_as_it_was(name: str) -> None:
    shipped = load_catalogue()
    assert load_catalogue({"ours.toml": kpi_toml(shipped, name)}) == shipped
    assert load_catalogue({"ours.toml": kpi_toml(shipped, name).replace(shipped.kpis[name].zh, "另名")}) != shipped


def test_a_standard_that_changed_is_written_with_its_days() -> None:
    standard = 'op = ">="\nvalue = 0.95\nzh = "不低于95%"\nsource = "doc000"'
    earlier = f"[[kpis.onscene_completion_rate.standard]]\n{standard}\n"
    ours = {"ours.toml": f"{earlier}{earlier.replace('0.95', '0.97')}from = 2026-07-01\n"}
    dated = load_catalogue(ours)
    assert "2026-07-01" in kpi_toml(dated, "onscene_completion_rate")
    assert load_catalogue({"copy.toml": kpi_toml(dated, "onscene_completion_rate")}) == dated
