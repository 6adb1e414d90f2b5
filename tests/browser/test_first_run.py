"""From an empty folder to a board with figures in a real Chromium, without a shell; and what is refused on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from websockets.exceptions import InvalidStatus

from core.access.accounts import accounts
from core.store.open import open_store
from core.store.trail import trail_lines
from core.store.units import unit_tree
from tests.support.browser_page import WIRE, opening, settle
from tests.support.first_run import (
    BUREAU,
    PASSWORD,
    STEWARD,
    FirstRunServer,
    add_units,
    expect_step,
    make_account,
    name_bureau,
    press,
    sign_in,
)
from tests.support.intake_steps import (
    bring_first_figures,
    bring_next_month,
    stranger_workbook,
    take_back,
    violations,
)
from tests.support.websocket_client import HTML, Answer, ask, assert_guarded, run

pytestmark = pytest.mark.browser
DESK, TELEPHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
PASTED = "单位名称\t上级单位\t单位类别\n城关派出所\t\t派出所\n东门社区\t城关派出所\t社区/警务室\n青溪派出所\t\t所\n"
PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FirstRunServer]:
    """A server in an empty folder."""
    server = FirstRunServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """Another person's browser."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    yield context.new_page()
    context.close()


def units_in(server: FirstRunServer) -> set[str]:
    with closing(open_store(server.db, read_only=True)) as store:
        tree = unit_tree(store)
        return {unit.name for unit in tree.below(tree.root.id)}


def acts_in(server: FirstRunServer) -> list[tuple[str, str]]:
    with closing(open_store(server.db, read_only=True)) as store:
        return [(line.actor, line.action) for line in reversed(trail_lines(store.conn, 99))]


def test_from_an_empty_folder_to_a_board_with_figures(server: FirstRunServer, page: Page, tmp_path: Path) -> None:
    with opening(page):
        page.goto(server.printed_address())
        expect_step(page, "本局")
        assert "token" not in page.url
        name_bureau(page)
        expect_step(page, "单位")
        add_units(page, "城关派出所", "青溪派出所")
        expect(page.get_by_text("已登记 2 个单位")).to_be_visible()
        page.get_by_role("link", name="单位齐了，下一步").click()
        expect_step(page, "账号")
        make_account(page)
        settle(page)
        assert page.url.startswith(f"{server.url}/steward")
        expect_step(page, "数据")
        expect(page.get_by_role("button", name="选择文件")).to_be_visible()
        assert violations(page) == []
        bring_first_figures(page, stranger_workbook(tmp_path, 9))
        bring_next_month(page, stranger_workbook(tmp_path, 10))
        take_back(page, "第 3 批")
        bring_next_month(page, stranger_workbook(tmp_path, 10))
        add_chief(page)
        page.locator(".st-key-links button", has_text=STEWARD).click()
        page.get_by_text("退出登录").click()
        page.wait_for_url("**/login*")
        sign_in(page, server.url, "juzhang")
        expect(page.get_by_text("今年以来没有数据；最近的数据截至 2026-10-31，点“本季”就有数字")).to_be_visible()
        page.get_by_text("本季", exact=True).click()
        tile = page.locator('.tile[data-kpi="dispute_resolution_rate"] .number')
        expect(tile).to_have_text("72.95")  # (150 + 117) / (200 + 166), which no single station has
        expect(page.get_by_text("看板还没有数据")).to_have_count(0)
    assert acts_in(server)[:5] == [
        ("setup", "create"),
        ("setup", "import"),
        ("setup", "account_add"),
        ("setup", "policy"),  # the one steward of a small bureau, as a recorded exception
        (f"user:{STEWARD}", "sign_in"),
    ]
    assert [action for _, action in acts_in(server)[5:11]] == [
        *("import", "mapping"),
        *("import", "undo", "import"),
        "account_add",
    ]


def add_chief(page: Page) -> None:
    """Adds the chief's account where the last step leads."""
    page.get_by_role("button", name="建局长账号").click()
    fill_account_form(page)
    expect(page.locator("[aria-current=step]")).to_have_count(0)


def test_a_server_that_is_killed_goes_on_at_the_same_step(server: FirstRunServer, page: Page) -> None:
    def restart() -> None:
        old = server.printed_address()
        server.kill()
        server.start()
        assert server.printed_address() != old
        assert page.goto(old) and "请用终端里印出的地址打开" in page.inner_text("main")
        page.goto(server.printed_address())

    page.goto(server.printed_address())
    restart()
    expect_step(page, "本局")
    name_bureau(page)
    restart()
    expect_step(page, "单位")
    add_units(page, "城关派出所")
    restart()
    expect_step(page, "账号")
    make_account(page)
    settle(page)
    server.kill()
    server.start()
    assert "token" not in (server.printed.read_text("utf-8") if server.printed else "")
    page.goto(server.url)  # the session outlives the server
    settle(page)
    expect_step(page, "数据")
    assert [action for _, action in acts_in(server)] == ["create", "import", "account_add", "policy", "sign_in"]


def test_of_two_at_once_one_wins_and_the_other_is_told(server: FirstRunServer, page: Page, other: Page) -> None:
    for one in (page, other):
        one.goto(server.printed_address())
    name_bureau(page)
    name_bureau(other, "别的公安局")
    expect(other.get_by_role("alert")).to_contain_text(f"刚才已有人在这里建好了“{BUREAU}”")
    expect_step(other, "单位")
    add_units(other, "城关派出所")
    for one in (page, other):
        one.goto(f"{server.url}/setup/account")
    make_account(page)
    settle(page)
    make_account(other, "bieren")
    expect(other.get_by_role("heading", name="首次设置已经完成")).to_be_visible()
    with closing(open_store(server.db, read_only=True)) as store:
        assert store.bureau == BUREAU and [account.name for account in accounts(store.conn)] == [STEWARD]


def test_units_are_pasted_mended_and_taken_back(server: FirstRunServer, page: Page) -> None:
    page.goto(server.printed_address())
    name_bureau(page)
    first = page.locator("table.units input[name=name]").first
    expect(first).to_be_visible()
    page.wait_for_load_state("load")  # from here on the page's script takes what is pasted
    first.evaluate(PASTE, PASTED)
    expect(first).to_have_value("城关派出所")
    page.locator("table.units input[name=name]").nth(3).fill("北关派出所")
    page.locator("table.units input[name=parent]").nth(3).fill("没有的局")
    press(page, "登记这些单位")
    assert units_in(server) == {"城关派出所", "东门社区", "青溪派出所"}
    expect(page.get_by_role("alert")).to_contain_text("登记了 3 个单位。有 1 行没有收")
    expect(page.locator("tr.faults")).to_contain_text("没有这个上级单位")
    expect(first).to_have_value("北关派出所")
    page.locator("table.units input[name=parent]").first.fill("")
    press(page, "登记这些单位")
    assert "北关派出所" in units_in(server)
    page.get_by_text("全部撤回，重新填").click()
    press(page, "确定撤回")
    assert units_in(server) == set()
    expect_step(page, "单位")
    page.get_by_role("link", name="改本局名称").click()
    page.get_by_label("本局名称").fill("云岭市公安局")
    press(page, "改名")
    assert [action for _, action in acts_in(server)] == [
        "create",
        "import",
        "import",
        "units_withdraw",
        "bureau_rename",
    ]
    expect_step(page, "单位")
    page.wait_for_load_state("load")
    first.evaluate(PASTE, "序号\t单位\t类别\t城乡\n1\t城关派出所\t派出所\t城区\n2\t青溪派出所\t派出所\t镇\n")
    expect(first).to_have_value("城关派出所")  # under heads of their own
    press(page, "登记这些单位")
    assert units_in(server) == {"城关派出所", "青溪派出所"}


def test_units_come_from_a_file(server: FirstRunServer, page: Page, tmp_path: Path) -> None:
    page.goto(server.printed_address())
    name_bureau(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载空表").click()
    assert taken.value.suggested_filename == "单位.csv"
    head = Path(taken.value.path()).read_text("utf-8-sig").strip()
    file = tmp_path / "单位.csv"
    file.write_text(f"{head}\n,城关派出所,派出所,,城区,\n,青溪派出所,派出所,,很远,\n", encoding="gb18030")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并登记").click()
    expect(page.get_by_role("alert")).to_contain_text("有 1 行没有收")
    expect(page.locator("table.causes")).to_contain_text("第 3 行“很远”")
    assert units_in(server) == {"城关派出所"}
    file.write_text("姓名,电话\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并登记").click()
    expect(page.get_by_role("alert")).to_contain_text("“单位.csv”没有登记")
    expect(page.locator("table.causes")).to_contain_text("不收群众的姓名")


def test_an_account_keeps_the_rules(server: FirstRunServer, page: Page) -> None:
    page.goto(server.printed_address())
    name_bureau(page)
    page.goto(f"{server.url}/setup/account")
    expect_step(page, "单位")  # without a unit the account is not yet due
    add_units(page, "城关派出所")
    page.goto(f"{server.url}/setup/account")
    make_account(page, again="another one 9")
    expect(page.get_by_role("alert")).to_contain_text("两遍密码不一样")
    make_account(page, STEWARD, f"{STEWARD} 12345", f"{STEWARD} 12345")
    expect(page.get_by_role("alert")).to_contain_text("不能含有账号")
    with closing(open_store(server.db, read_only=True)) as store:
        assert accounts(store.conn) == []


def cookie(server: FirstRunServer) -> str:
    answer = ask(server.port, f"/setup?token={server.token()}", HTML)
    assert answer.status == 303 and answer.headers["location"] == "/setup"
    (told,) = answer.cookies
    assert {"HttpOnly", "SameSite=strict", "Path=/setup"} <= {part.strip() for part in told.split(";")}
    return told.partition(";")[0]


def post(server: FirstRunServer, path: str, fields: dict[str, str], headers: dict[str, str]) -> Answer:
    sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    return ask(server.port, path, sent, method="POST", body=urlencode(fields).encode())


def test_only_this_machine_only_the_setup_only_with_the_token(server: FirstRunServer) -> None:
    own = {"Origin": server.url}
    with_token = {**own, "Cookie": cookie(server)}
    naming = {"new": "1", "bureau": BUREAU}
    assert ask(server.port, "/", HTML).headers["location"] == "/setup"
    for path in ("/steward", "/_stcore/host-config", "/static/x.js", "/media/x", "/login"):
        assert ask(server.port, path).status == 403, path
    for page in ("/setup", "/setup/bureau", "/setup/units", "/setup/account", "/setup?token=guess", "/setup?token="):
        answer = ask(server.port, page, HTML)
        assert answer.status == 403 and "请用终端里印出的地址打开" in answer.text, page
        assert_guarded(answer.headers)
    for headers in ({"X-Forwarded-For": "192.0.2.7"}, {"Host": "127.0.0.1.evil.example"}):
        assert ask(server.port, "/setup", {**with_token, **headers}).status in (400, 403)
    with pytest.raises(InvalidStatus):
        run(server.port, headers=with_token)
    wrong: list[dict[str, str]] = [
        own,
        {"Cookie": with_token["Cookie"]},
        {**with_token, "Origin": "http://evil.example"},
        {**with_token, "Origin": f"http://127.0.0.1:{server.port + 1}"},
        {**own, "Cookie": "fengjing_setup=guess"},
    ]
    for headers in wrong:
        assert post(server, "/setup/bureau", naming, headers).status == 403
    too_long = post(server, "/setup/bureau", naming, {**with_token, "Content-Length": "999999999"})
    assert too_long.status == 413 and "太长" in too_long.text
    assert not server.db.exists()
    assert post(server, "/setup/bureau", naming, with_token).status == 303 and server.db.exists()


def test_a_step_that_cannot_be_done_says_why(server: FirstRunServer) -> None:
    headers = {"Origin": server.url, "Cookie": cookie(server)}
    post(server, "/setup/bureau", {"new": "1", "bureau": BUREAU}, headers)
    server.db.rename(server.db.with_name("away.db"))
    server.db.write_text("no database at all " * 100)
    answer = ask(server.port, "/setup/units", headers)
    assert answer.status == 503 and "这一步没有办成" in answer.text and "不是枫警数据库" in answer.text
    server.db.with_name("away.db").replace(server.db)
    assert ask(server.port, "/setup/units", headers).status == 200


def test_the_token_is_worth_nothing_once_there_is_an_account(server: FirstRunServer) -> None:
    headers = {"Origin": server.url, "Cookie": cookie(server)}
    account = {"name": STEWARD, "password": PASSWORD, "again": PASSWORD}
    post(server, "/setup/bureau", {"new": "1", "bureau": BUREAU}, headers)
    unit = {"name": "城关派出所", "kind": "派出所", "parent": "", "setting": "", "code": ""}
    assert "已登记 1 个单位" in post(server, "/setup/units", unit, headers).text
    made = post(server, "/setup/account", account, headers)
    assert made.status == 303 and made.headers["location"] == "/steward" and made.token
    before = acts_in(server)
    forms: list[tuple[str, dict[str, str]]] = [
        ("/setup/account", {**account, "name": "bieren"}),
        ("/setup/bureau", {"new": "0", "bureau": "别的局"}),
        ("/setup/units/take-out", {}),
        ("/setup/units", {**unit, "name": "乙所"}),
    ]
    for path, fields in forms:
        assert "首次设置已经完成" in post(server, path, fields, headers).text
    assert ask(server.port, f"/setup?token={server.token()}", HTML).cookies == []
    assert acts_in(server) == before
    assert ask(server.port, "/steward", HTML).headers["location"].startswith("/login")


def test_every_step_fits_and_axe_finds_nothing(server: FirstRunServer, browser: Browser) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page = context.new_page()

    def look(step: str) -> None:
        """At a desk and on a telephone, without loading the page again."""
        for screen in (DESK, TELEPHONE):
            page.set_viewport_size(screen)
            assert page.evaluate(OVERFLOW) <= 0, (step, screen)
            assert violations(page) == [], (step, screen)

    page.goto(f"{server.url}/setup")
    look("no token")
    page.goto(server.printed_address())
    look("bureau")
    name_bureau(page)
    look("units")
    page.locator("table.units input[name=parent]").first.fill("没有的局")
    add_units(page, "城关派出所")
    look("units refused")
    page.locator("table.units input[name=parent]").first.fill("")
    press(page, "登记这些单位")
    look("units written")
    page.goto(f"{server.url}/setup/account")
    look("account")
    context.close()


def test_an_empty_board_says_what_is_missing_and_leads_those_who_may(
    server: FirstRunServer, page: Page, other: Page
) -> None:
    page.goto(server.printed_address())
    name_bureau(page)
    add_units(page, "城关派出所")
    page.get_by_role("link", name="单位齐了，下一步").click()
    make_account(page)
    settle(page)
    page.get_by_role("tab", name="账号与登录").click()
    fill_account_form(page)
    page.goto(f"{server.url}/indicators")
    settle(page)
    expect(page.get_by_text("看板还没有数据。")).to_be_visible()
    expect(page.get_by_text(re.compile("看板的数字来自警情、矛盾纠纷"))).to_be_visible()
    page.get_by_role("link", name="去导入第一份数据").click()
    expect(page.get_by_text("放上第一份数据，看板就有数字了。")).to_be_visible()
    other.add_init_script(WIRE)
    sign_in(other, server.url, "juzhang")
    expect(other.get_by_text("看板还没有数据。")).to_be_visible()
    expect(other.get_by_text("请本局数据管理员在“数据管理”页导入")).to_be_visible()
    expect(other.get_by_role("link", name="去导入")).to_have_count(0)


def fill_account_form(page: Page) -> None:
    """Adds an account of a chief of the whole bureau, which is what the form proposes."""
    page.get_by_label("账号名").fill("juzhang")
    page.get_by_label("密码（至少").fill(PASSWORD)
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.get_by_text("已添加 juzhang")).to_be_visible()
    expect(page.get_by_label("密码（至少")).to_have_count(1)  # for a moment the sent form stands beside the new one
    expect(page.get_by_label("密码（至少")).to_have_value("")
    settle(page)
