"""Verdicts on the screens: colour follows the verdict alone, and the evidence stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from core.board.attention import attention
from core.board.change_text import MARKS
from core.engine import Engine
from core.features.signals.digest import SignalGroup, group_of, is_of_instructions
from core.features.signals.same_rise import told_once
from core.metrics.types import ChangeKind, StandardStatus
from core.store.open import open_store
from dashboards import theme
from dashboards.pages.chief.tiles import QUIET
from tests.support.attention_world import bureau
from tests.support.browser_page import Visit, still
from tests.support.server import Server

pytestmark = pytest.mark.browser
COLOUR = "one => getComputedStyle(one).color"


def rgb(token: str) -> str:
    return f"rgb({', '.join(str(int(token[at : at + 2], 16)) for at in (1, 3, 5))})"


TONES = {"better": rgb(theme.BETTER), "worse": rgb(theme.WORSE)}


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A bureau where one of two stations has gone bad in the last month."""
    server = Server(bureau(tmp_path_factory.mktemp("troubled"), {4: 0.6}))
    server.start()
    yield server
    server.kill()


def judged(tile: Locator) -> list[tuple[str, str]]:
    """The text and the colour of each judgement of a tile."""
    return [(str(one.text_content()), str(one.evaluate(COLOUR))) for one in tile.locator(".judged").all()]


@pytest.mark.parametrize("period", ["ytd", "2026-10"])
def test_tiles_say_the_engines_verdicts_in_the_verdicts_colours(demo: Server, visit: Visit, period: str) -> None:
    page = visit(f"{demo.url}/?period={period}")
    kinds: tuple[ChangeKind, ChangeKind] = ("yoy", "month") if period == "ytd" else ("yoy", "mom")
    with closing(open_store(demo.db, read_only=True)) as store:
        board = Engine(store).board(period=period)
        for kpi in board.kpis:
            tile = page.locator(f'.tile[data-kpi="{kpi}"]')
            expect(tile.locator(".number")).to_have_css("color", rgb(theme.TEXT))
            answers = [board.judgements[kpi, board.units[0].id, kind] for kind in kinds]
            for (text, colour), answer in zip(judged(tile), answers, strict=True):
                is_silent = answer.verdict in QUIET  # said once, in the strip
                assert text.startswith(MARKS[answer.verdict]) and (answer.label in text) is not is_silent
                assert colour == TONES.get(answer.tone, rgb(theme.NOISE))
    if period != "ytd":  # that one is not over
        expect(page.get_by_text("未满期")).to_have_count(0)


def test_a_firm_verdict_is_coloured_and_told_at_the_top(troubled: Server, visit: Visit) -> None:
    page = visit(f"{troubled.url}/?period=2026-03")
    tile = page.locator('.tile[data-kpi="onscene_completion_rate"]')
    assert [colour for text, colour in judged(tile) if "确有下降" in text] == [TONES["worse"]] * 2
    assert re.match(r"× 未达标", str(tile.locator(".met").text_content()))
    notices = page.locator("button.notice")
    expect(notices).to_have_count(2)
    expect(notices.first).to_contain_text("全局 现场办结率")
    expect(notices.nth(1)).to_contain_text("二所 现场办结率")
    expect(notices.nth(1).locator(".evidence")).to_contain_text("标准 ≥ 90%（95% 区间 ")
    expect(notices.first.locator(".verdict")).to_have_css("color", TONES["worse"])
    assert notices.first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 1080 / 36
    title = page.locator(".st-key-trend .title").first
    expect(page.locator('.tile[aria-pressed="true"] .label')).to_have_text("有效警情")
    notices.nth(1).click()
    expect(page.locator(".unit").first).to_have_text("二所")
    expect(page.locator('.tile[aria-pressed="true"] .label')).to_have_text("现场办结率")
    expect(title).to_have_text(re.compile(r"现场办结率同比下降 [\d.]+ 个百分点，确有下降"))
    dialog = page.locator('[role="dialog"]')
    expect(dialog.locator(".change .span").first).to_have_text(re.compile(r"^9\d\.\d\d% → \d\d\.\d\d%$"))
    expect(dialog.locator(".change .interval").first).to_have_text(re.compile("^95% 区间 −"))
    expect(dialog.locator(".change .judged").first).to_have_css("color", TONES["worse"])


def test_every_class_of_signals_has_its_line_on_every_scene(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/?period=2026-10")
    with closing(open_store(demo.db, read_only=True)) as store:
        engine = Engine(store)
        assert attention(engine.board(period="2026-10"), engine.catalogue) == ()
        signals = told_once(engine.signals().active)
    count = len(signals)
    assert count
    expect(page.locator(".loop .step").first).to_have_text(f"发现{count}", timeout=60_000)
    expect(page.locator(".calm")).to_contain_text("12 项指标没有确认的升降")
    told = page.locator("a.line").all_text_contents()
    assert told and all(re.match("[①②③] (异常|数据存疑|逾期)", line) for line in told)
    overdue = [signal for signal in signals if group_of(signal.kind) is SignalGroup.OVERDUE]
    of_instructions = len(overdue) if all(map(is_of_instructions, overdue)) else 0  # these are said in instructions
    assert sum("指令逾期" in line for line in told) == bool(of_instructions)
    assert sum(int(number) for line in told for number in re.findall(r"(\d+) 条", line)[:1]) == count - of_instructions
    for scene in ("alerts", "map"):
        visit(f"{demo.url}/?period=2026-10&scene={scene}")
        expect(page.locator("a.line")).to_have_text(told)
    page.locator("a.line").first.click()
    expect(page).to_have_url(re.compile("/signals"))


def test_a_standard_that_cannot_be_decided_says_so(demo: Server, visit: Visit) -> None:
    with closing(open_store(demo.db, read_only=True)) as store:
        board = Engine(store).board(period="2026-10")
        doubtful = [
            (kpi, unit) for (kpi, unit), one in board.standards.items() if one.status == StandardStatus.UNDECIDED
        ]
    assert doubtful
    kpi, unit = doubtful[0]
    page = visit(f"{demo.url}/?period=2026-10&unit={unit}")
    met = page.locator(f'.tile[data-kpi="{kpi}"] .met')
    expect(met).to_have_text("◆ 尚难判定")
    expect(met).to_have_css("color", rgb(theme.WATCH))


def test_nothing_without_a_firm_verdict_has_a_verdicts_colour(demo: Server, visit: Visit, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(f"{demo.url}/indicators?period=2026-10&domain=all")
    with closing(open_store(demo.db, read_only=True)) as store:
        engine = Engine(store)
        every = list(engine.catalogue.kpis)
        board = engine.board(period="2026-10", kpis=every, units=[], months=1)
        firm = {kpi for kpi in every if board.judgements[kpi, board.units[0].id, "yoy"].tone != "none"}
    coloured = page.locator("tr[data-kpi] td:nth-child(3) .better, tr[data-kpi] td:nth-child(3) .worse")
    rows = coloured.evaluate_all("all => all.map((one) => one.closest('tr').dataset.kpi)")
    assert set(rows) == firm


def test_an_unfinished_period_is_marked_everywhere(demo: Server, visit: Visit, page: Page) -> None:
    said = "未满期，至 10月31日"
    visit(f"{demo.url}/?period=ytd")
    expect(page.locator(".period")).to_have_text("2026-01-01 — 10-31 未满期")
    expect(page.locator(".st-key-trend .root")).to_contain_text(said)
    page.locator(".tile").first.click()
    expect(page.locator('[role="dialog"]')).to_contain_text(said)
    for address in ("comparison", "indicators"):
        visit(f"{demo.url}/{address}?period=ytd")
        expect(page.locator(".st-key-context")).to_contain_text("未满期")


SAYS_A_MONTH = "(tiles) => tiles.filter((tile) => tile.querySelector('.month .of')?.offsetHeight).length"
# The tiles in which the end of the line stands below the month that it is said of, as a row of its own.
TAKES_THE_LINES_ROOM = """(tiles) => tiles.filter((tile) => {
  const [month, cut] = [tile.querySelector(".month .of"), tile.querySelector(".cut")];
  return month?.offsetHeight && cut?.offsetHeight && cut.offsetTop > month.offsetTop + month.offsetHeight / 2;
}).map((tile) => tile.innerText)"""


def test_a_month_that_is_cut_is_marked_on_tiles(tmp_path: Path, visit: Visit) -> None:
    from click.testing import CliRunner

    from dashboards.cli.command import cli

    path = tmp_path / "cut.db"
    asking = ["seed", "--size", "small", "--as-of", "2026-10-12", "--db", str(path)]
    assert CliRunner().invoke(cli, asking, catch_exceptions=False).exit_code == 0
    server = Server(path)
    server.start()
    try:
        page = visit(server.url)
        expect(page.locator('.tile[data-kpi="alerts_valid"] .cut')).to_have_text("线：10月至12日")
        expect(page.locator(".st-key-trend .root")).to_contain_text("未满期，至 10月12日")
        tiles = page.locator(".tile")
        for height in ("40%", ""):  # first so low that nothing of a month has room, as while the page is put together
            tiles.first.evaluate("(tile, height) => { tile.closest('.root').style.height = height; }", height)
            still(page)
            assert bool(tiles.evaluate_all(SAYS_A_MONTH)) == (height == "")
        assert tiles.evaluate_all(TAKES_THE_LINES_ROOM) == []
    finally:
        server.kill()
