"""From the sign-in page to what each role came for, in a real browser; and how a session lasts and ends."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import BrowserContext, Page, expect

from core.access.roles import EVERYONE, Role
from core.store.sqlite import connect
from core.store.trail import trail_lines
from dashboards.cli.command import cli
from tests.support.access_world import PASSWORD, Bureau
from tests.support.browser_page import Visit, settle, still
from tests.support.server import Server, command
from tests.support.sign_on_steps import enter

pytestmark = pytest.mark.browser
TAB_MILLISECONDS = 20_000  # an open tab learns of the end of its session at its next refresh

# What each role came for, and where it begins.
ANSWERS = {
    Role.CHIEF: ("/", ".tile"),
    Role.INSPECTOR: ("/signals", ".st-key-heading h2"),
    Role.DEPARTMENT: ("/domain_legal", ".st-key-domain_sentence"),
    Role.STATION: ("/station", "tr[data-kpi]"),
    Role.OFFICER: ("/officer", ".card"),
    Role.TRAINER: ("/trainer", '[data-testid="stForm"]'),
    Role.STEWARD: ("/steward", '[role="tab"]'),
}
# Where the parts of the wall's top line begin and end: the place, the scene, what is in the bar, how old the data are.
TOP_LINE = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => one.shadowRoot ? all(one.shadowRoot) : [one]);
  const parts = ["place", "scene", "status"];
  const shown = all(document).filter((one) => parts.includes(one.getAttribute("part")) || one.closest(".st-key-bar"));
  const ends = shown.filter((one) => parts.includes(one.getAttribute("part")) || one.tagName === "BUTTON");
  return ends.map((one) => one.getBoundingClientRect()).filter((box) => box.width).map((box) => [box.left, box.right]);
}"""


GO_ON = (Role.CHIEF, Role.OFFICER, Role.STEWARD)  # whose arrival is where a test of theirs begins


def arrive(server: Server, page: Page, role: Role) -> None:
    """Signs in, and finds what the role came for where it begins."""
    enter(page, server.url, role)
    address, answer = ANSWERS[role]
    expect(page.locator(answer).first).to_be_visible()
    assert "开放。您可以打开" not in page.inner_text("body")
    assert page.url.removeprefix(server.url).partition("?")[0] == address


def expect_way_out(page: Page, role: Role) -> None:
    page.locator(".st-key-links button", has_text=role).click()
    expect(page.get_by_text("退出登录")).to_be_visible()


@pytest.mark.parametrize("role", [role for role in EVERYONE if role not in GO_ON])
def test_from_signing_in_to_what_one_came_for(server: Server, visit: Visit, page: Page, role: Role) -> None:
    arrive(server, page, role)
    expect_way_out(page, role)


def test_the_top_line_holds_a_station_and_whoever_signed_in(
    server: Server, visit: Visit, page: Page, bureau: Bureau
) -> None:
    enter(page, f"{server.url}/?unit={bureau.station}", Role.CHIEF)
    expect(page.get_by_role("button", name="返回全局")).to_be_visible()
    for width, height in ((1366, 768), (1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        still(page)
        ends = sorted(page.evaluate(TOP_LINE))
        assert len(ends) > 8
        assert not [(one, other) for one, other in pairwise(ends) if one[1] > other[0] + 1], f"{width}×{height}: {ends}"


def test_an_officer_is_alone_with_ones_figures(server: Server, visit: Visit, page: Page, bureau: Bureau) -> None:
    arrive(server, page, Role.OFFICER)
    expect(page.get_by_label("本所民警")).to_have_count(0)
    expect_way_out(page, Role.OFFICER)
    visit(f"{server.url}/chief")
    expect(page.get_by_text("“数据看板”不对民警开放。")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(0)


def test_a_stations_chief_picks_among_the_stations_officers(server: Server, visit: Visit, page: Page) -> None:
    enter(page, f"{server.url}/officer", Role.STATION)
    expect(page.get_by_label("本所民警")).to_be_visible()
    expect(page.locator(".card").first).to_be_visible()


def test_a_steward_sees_to_the_bureau(server: Server, visit: Visit, page: Page, bureau: Bureau) -> None:
    arrive(server, page, Role.STEWARD)
    expect(page.get_by_text("个来源")).to_be_visible(timeout=TAB_MILLISECONDS)
    page.get_by_role("tab", name="大屏").click()
    expect(page.get_by_text("由看得到看板的局长")).to_be_visible()
    expect(page.get_by_role("button", name="添加大屏")).to_have_count(0)
    page.get_by_role("tab", name="健康与备份").click()
    page.get_by_role("button", name="现在备份").click()
    expect(page.get_by_text("已备份并核对")).to_be_visible(timeout=TAB_MILLISECONDS)
    (made,) = (bureau.path.parent / "备份").glob("*.db")
    assert str(made.name) in page.inner_text("body")
    expect_way_out(page, Role.STEWARD)


def test_a_chief_adds_a_wall(server: Server, visit: Visit, page: Page) -> None:
    enter(page, f"{server.url}/walls", Role.CHIEF)
    page.get_by_label("大屏名称").first.fill("门厅")
    page.get_by_role("button", name="添加大屏").click()
    link = page.locator("code", has_text="/kiosk/")
    expect(link).to_be_visible(timeout=TAB_MILLISECONDS)
    assert link.inner_text().startswith(f"{server.url}/kiosk/")


def test_what_is_taken_away_leaves_its_reason(server: Server, visit: Visit, page: Page, bureau: Bureau) -> None:
    enter(page, f"{server.url}/indices", Role.INSPECTOR)
    page.get_by_role("button", name="下载这张表").first.click()
    taking = page.get_by_role("button", name="导出 .csv")
    expect(taking).to_be_disabled()
    page.get_by_label("用途（留痕）").fill("报分管局领导")
    page.keyboard.press("Enter")
    with page.expect_download() as taken:
        taking.click()
    connection = connect(bureau.path, read_only=True)
    (line,) = trail_lines(connection, 9, "export")
    connection.close()
    assert line.actor == "user:inspector"
    assert line.detail == f"{taken.value.suggested_filename}：报分管局领导"


def test_the_session_lasts_over_second_tab_restart_and_reload(
    bureau: Bureau, visit: Visit, page: Page, context: BrowserContext
) -> None:
    server = Server(bureau.path)
    server.start()
    try:
        enter(page, server.url, Role.CHIEF)
        second = context.new_page()
        second.goto(f"{server.url}/comparison")
        settle(second)
        expect(second).to_have_title("枫警 · 单位比较")
        server.kill()
        server.start()
        page.reload()
        settle(page)
        expect(page.locator(".tile").first).to_be_visible()
        page.locator(".st-key-links button", has_text="chief").click()
        page.get_by_text("退出登录").click()
        page.wait_for_url("**/login*", timeout=TAB_MILLISECONDS)
        second.wait_for_url("**/login*", timeout=TAB_MILLISECONDS)
        page.go_back()
        page.wait_for_url("**/login**", timeout=TAB_MILLISECONDS)
    finally:
        server.kill()


def test_a_session_that_was_revoked_ends_in_an_open_tab(
    server: Server, visit: Visit, page: Page, bureau: Bureau
) -> None:
    arrive(server, page, Role.CHIEF)
    expect_way_out(page, Role.CHIEF)
    command("user", "revoke", "chief", "--db", bureau.path)
    page.wait_for_url("**/login*", timeout=TAB_MILLISECONDS)


def test_a_session_that_ended_while_the_server_was_away_ends_in_an_open_tab(
    bureau: Bureau, visit: Visit, page: Page
) -> None:
    server = Server(bureau.path)
    server.start()
    try:
        enter(page, server.url, Role.CHIEF)
        server.kill()
        command("user", "revoke", "chief", "--db", bureau.path)
        server.start()
        page.wait_for_url("**/login*", timeout=2 * TAB_MILLISECONDS)
    finally:
        server.kill()


def test_a_wall_opens_by_its_link_and_closes_when_it_is_revoked(
    server: Server, visit: Visit, page: Page, bureau: Bureau
) -> None:
    link = command("kiosk", "add", "指挥大厅", "--url", server.url, "--db", bureau.path).split()[-1]
    visit(link)
    expect(page.locator(".tile")).to_have_count(12)
    expect(page.locator(".st-key-links button")).to_have_count(0)  # nobody to sign out
    assert page.url == f"{server.url}/"
    command("kiosk", "revoke", "指挥大厅", "--db", bureau.path)
    page.wait_for_url("**/login*", timeout=TAB_MILLISECONDS)


def test_a_walls_link_can_let_the_scenes_follow_each_other(
    server: Server, visit: Visit, page: Page, bureau: Bureau
) -> None:
    link = command("kiosk", "add", "值班室", "--carousel", "--url", server.url, "--db", bureau.path).split()[-1]
    visit(link)
    expect(page.locator(".tile")).to_have_count(12)
    expect(page.locator(".carousel .scene")).to_contain_text("总览")
    assert page.url == f"{server.url}/?carousel=1"


def test_names_with_markup_are_text(tmp_path: Path, visit: Visit, page: Page) -> None:
    bureau, station = '<img src=x onerror="document.title=1">局', "**甲**<b>派出所</b>"
    server, units = Server(tmp_path / "x.db"), tmp_path / "units.csv"
    command("init", "--db", server.db, "--bureau", bureau)
    units.write_text(f"单位编号,单位名称,单位类别,上级单位,城乡类别\nA,{station},派出所,,城区\n", "utf-8")
    command("import", "units", units, "--db", server.db)
    result = CliRunner().invoke(
        cli,
        [
            "user",
            "add",
            "a_b_c",
            "--role",
            "station",
            "--unit",
            "A",
            "--password-stdin",
            "--own",
            "--db",
            str(server.db),
        ],
        input=PASSWORD + "\n",
    )
    assert result.exit_code == 0, result.output
    server.start()
    try:
        page.goto(server.url)
        expect(page.get_by_text(bureau)).to_be_visible()
        enter(page, f"{server.url}/officer", "a_b_c")
        page.locator(".st-key-links button", has_text="a_b_c").click()
        expect(page.get_by_text(f"a_b_c · 所长 · {station}")).to_be_visible()
        assert page.locator("img[src=x]").count() == 0 and page.locator("b", has_text="派出所").count() == 0
    finally:
        server.kill()
