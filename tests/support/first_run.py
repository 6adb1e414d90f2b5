"""A server that begins with nothing, and the steps that a person takes from there in a browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browser_page import settle
from tests.support.server import Server

BUREAU, STEWARD, PASSWORD = "云岭县公安局", "guanli", "long enough 9"
NEW_PASSWORD = "another good horse 7"  # whoever was given a password chooses one at the first sign-in
ADDRESS = re.compile(r"http://\S+/setup\?token=(\S+)")


class FirstRunServer(Server):
    """`fengjing serve` on a database that may not be there yet; what it prints is read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "bureau.db")
        self.printed = folder / "printed.txt"
        self.log = folder / "log.txt"

    def printed_address(self) -> str:
        """The address of the first run, as the terminal shows it."""
        assert self.printed is not None
        found = ADDRESS.search(self.printed.read_text("utf-8"))
        assert found, self.printed.read_text("utf-8")
        return found[0]

    def token(self) -> str:
        """The token in it."""
        return self.printed_address().partition("token=")[2]


def press(page: Page, name: str) -> None:
    """Sends a form, and waits for the page that answers it: until then the former one is still there to be read."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def name_bureau(page: Page, name: str = BUREAU) -> None:
    """Fills the first page in and sends it."""
    page.get_by_label("本局名称").fill(name)
    press(page, "建库，下一步")


def add_units(page: Page, *names: str) -> None:
    """Types units, one a row, and sends them."""
    for row, name in enumerate(names):
        page.locator("table.units input[name=name]").nth(row).fill(name)
    press(page, "登记这些单位")


def make_account(page: Page, name: str = STEWARD, password: str = PASSWORD, again: str = PASSWORD) -> None:
    """Fills the page of the first account in and sends it."""
    page.get_by_label("账号", exact=True).fill(name)
    page.get_by_label("密码（").fill(password)
    page.get_by_label("再输一遍密码").fill(again)
    press(page, "建账号并登录")


def sign_in(page: Page, url: str, name: str, password: str = PASSWORD) -> None:
    """Signs in at the server's own page, with a new password if one is asked for, and waits for what comes."""
    page.goto(f"{url}/login")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/login" not in address)
    if "/auth/step" in page.url:
        page.get_by_label("现在的密码").fill(password)
        page.get_by_label("新密码（").fill(NEW_PASSWORD)
        page.get_by_label("再输一遍新密码").fill(NEW_PASSWORD)
        page.get_by_role("button", name="改密码").click()
        page.wait_for_url(lambda address: "/auth/" not in address)
    settle(page)


def expect_step(page: Page, name: str) -> None:
    """Waits until the strip marks that step, and no other, as the one to do now."""
    expect(page.locator("[aria-current=step]")).to_have_text([re.compile(rf"{name}\s*$")])
