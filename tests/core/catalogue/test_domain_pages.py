"""Pages of fields of work as data: what is shipped holds, a bureau adds its own, and what is broken is refused."""

from __future__ import annotations

import pytest

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.catalogue.system_coverage import system_coverage
from tests.support.domain_world import OWN_PAGE

CATALOGUE = load_catalogue()
# The systems of the documents that had no place on the screens before these pages.
PLACED_HERE = ("S05", "S09", "S10", "S11", "S14", "S18", "S19", "S20", "S22", "S29")


def test_there_are_seven_pages_and_every_kpi_is_on_the_page_of_its_domain() -> None:
    pages = sorted(CATALOGUE.domain_pages.values(), key=lambda page: page.order)
    assert [page.zh for page in pages] == ["情指", "治安", "刑侦", "法制", "政工", "服务", "共治"]
    own = [name for page in pages for name in page.own_kpis(CATALOGUE.kpis)]
    assert sorted(own) == sorted(CATALOGUE.kpis)  # all of them, each on one page


def test_nothing_that_is_barred_from_assessment_stands_in_a_matrix() -> None:
    for page in CATALOGUE.domain_pages.values():
        assert all(CATALOGUE.kpis[name].assess for name in page.matrix)


def test_coverage_names_the_page_of_each_system() -> None:
    pages = {row.id: row.pages for row in system_coverage(CATALOGUE)}
    assert all(pages[system] for system in PLACED_HERE)
    assert pages["S05"] == ("共治",)
    assert pages["S11"] == ("情指", "政工", "共治")


def test_a_bureau_adds_a_page_of_its_own() -> None:
    page = load_catalogue({"ours.toml": OWN_PAGE}).domain_pages["traffic"]
    assert page.own_kpis(load_catalogue({"ours.toml": OWN_PAGE}).kpis) == ["traffic_alerts"]
    assert "onscene_completion_rate_traffic" in page.named_kpis


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tiles = ['no_such']", "ours.toml [legal]：没有指标“no_such” → 在 [kpis] 里声明它"),
        ("tiles = ['fines_yuan', 'fines_yuan']", "[legal]：tiles 里同一编号写了两次"),
        ("matrix = ['fines_yuan']", "[legal]：matrix 写了“fines_yuan”，而它不进考核"),
        ("domains = ['laws']", "[legal]：没有领域“laws” → 可写 command"),
        ("domains = ['legal', 'service']", "领域“service”已在“service”页上"),
        ("parts = [{ kind = 'hours', zh = '时段', measure = 'alerts_total' }]", "“alerts_total”没有分时段汇总"),
        ("parts = [{ kind = 'steps', zh = '段', kpis = ['police_total'] }]", "“段”的各步不都是件数"),
        ("parts = [{ kind = 'bars', zh = '段', kpis = ['police_total', 'clearance_rate'] }]", "单位不同，不能画在一起"),
        ("parts = [{ kind = 'bars', zh = '段' }]", "kpis 用于 steps、bars、figures"),
        ("parts = [{ kind = 'overdue', zh = '逾期' }]", "work 用于 overdue，它也必须写"),
        ("parts = [{ kind = 'people', zh = '名单' }]", "ours.toml [legal]：parts"),
        ("people = 1", "ours.toml [legal]：people"),
    ],
)
def test_what_is_broken_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue({"ours.toml": f"[domain_pages.legal]\n{text}"})
    assert message in str(refused.value)
