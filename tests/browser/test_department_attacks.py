"""What a department may try by hand: addresses of other fields of work, and other fields' KPIs in one's own."""

from __future__ import annotations

import re

import pytest

from core.access.roles import Role
from core.engine import Engine
from core.store.open import open_store
from dashboards.registry import ENTRIES
from tests.support.access_world import Bureau
from tests.support.server import Server
from tests.support.websocket_client import run

pytestmark = pytest.mark.slow

FOREIGN = ("actual_population", "alerts_total", "services_accepted")  # of other fields than the department's


@pytest.fixture(scope="module")
def port(server: Server) -> int:
    return server.port


def test_no_address_shows_a_department_the_figures_of_another_field(bureau: Bureau, port: int) -> None:
    store = open_store(bureau.path, read_only=True)
    engine = Engine(store)
    figures = engine.board(None, "ytd", kpis=FOREIGN, months=1, units=[]).figures
    texts = {kpi: f"{figures[kpi, bureau.root].numerator:,}" for kpi in FOREIGN}
    store.close()
    chief, token = bureau.session(Role.CHIEF), bureau.session(Role.DEPARTMENT)

    def shown(said: str) -> list[str]:
        return [kpi for kpi, text in texts.items() if re.search(rf"(?<![\w,.]){text}(?![\w,.])", said)]

    assert shown(run(port, "domain_governance", "period=ytd", token=chief)) == ["actual_population"]
    for kpi in FOREIGN:  # so that there is something to be found
        assert kpi in shown(run(port, "indicators", f"kpi={kpi}&period=ytd", token=chief))
    for entry in ENTRIES:
        for kpi in FOREIGN:
            said = run(port, entry.address, f"kpi={kpi}&period=ytd&unit={bureau.root}", token=token)
            assert shown(said) == [], (entry.address, kpi)
