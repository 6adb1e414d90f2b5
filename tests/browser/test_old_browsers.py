"""Browsers of the years before, and gateways that let no websocket through: the page is drawn, or says what is needed.

No such browser can be had here: a Chromium of today is made to lack what Chrome 94 lacks.
"""

from __future__ import annotations

import re
import subprocess

import pytest
from playwright.sync_api import Browser, expect

from dashboards.i18n import words
from dashboards.i18n.words import comparison as comparison_words
from dashboards.server.streamlit_patches.first_scripts import first_scripts
from tests.support.browser_page import WIRE
from tests.support.paths import ROOT
from tests.support.server import Server

pytestmark = pytest.mark.browser

CHROME_94 = """
for (const [target, names] of [
  [Array.prototype, ["toSorted", "toReversed", "toSpliced", "with", "findLast", "findLastIndex"]],
  [window, ["structuredClone"]], [Object, ["groupBy"]], [Promise, ["withResolvers"]], [Array, ["fromAsync"]],
  [URL, ["canParse"]], [AbortSignal, ["timeout", "any"]],
]) {
  for (const name of names) delete target[name];
}
"""
NO_WEBGL = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return /webgl/.test(kind) ? null : getContext.call(this, kind, ...rest);
};
"""  # as without a graphics card, on a remote desktop, or by an administrator's rule
NEWER_SYNTAX = re.compile(r"=>|\b(?:let|const|class|async|await)\b|`|\?\.\w|\?\?|\.\.\.")
BANNER = "#fj-not-drawn"


def test_a_chrome_that_lacks_functions_draws_the_pages(demo: Server, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(CHROME_94)
    context.add_init_script(WIRE)
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    for address, text in (("/chief?period=ytd", "有效警情"), ("/indicators?period=ytd", "有效警情")):
        page.goto(f"{demo.url}{address}")
        expect(page.locator("[data-testid=stApp]")).to_contain_text(text)
        assert page.evaluate("!!Array.prototype.toSorted && structuredClone({a: [new Date(0)]}).a[0].getTime() === 0")
        assert page.locator(BANNER).count() == 0
    assert thrown == []
    context.close()


def test_without_webgl_the_comparison_has_its_map_and_says_what_is_missing(demo: Server, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(NO_WEBGL)
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.goto(f"{demo.url}/comparison")
    expect(page.get_by_text(comparison_words.NO_WEBGL.format(each="各所"))).to_be_visible()
    expect(page.get_by_role("button", name=comparison_words.ZOOM_MAP)).to_have_count(0)
    other = page.locator('.area[aria-pressed="false"]').last
    name = str(other.get_attribute("aria-label")).split()[0]
    other.press("Enter")
    expect(page.locator(".st-key-side_a input")).to_have_value(name)
    assert thrown == []
    context.close()


def test_a_browser_that_is_too_old_is_told(demo: Server, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.clock.install()
    page.route("**/static/**/*.js", lambda route: route.fulfill(body="class A { static { } } }", status=200))
    page.goto(demo.url)
    assert page.locator(BANNER).count() == 0
    page.clock.run_for(8_100)
    expect(page.locator(BANNER)).to_have_text(words.OLD_BROWSER)
    context.close()


def test_the_first_scripts_are_older_than_any_browser() -> None:
    code = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|//[^\n]*", "", "".join(first_scripts()))
    assert NEWER_SYNTAX.findall(code) == []


def test_colours_that_are_mixed_have_plain_ones_for_older_browsers() -> None:
    listed = subprocess.run(["git", "ls-files", "*.css"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    mixed = [name for name in listed.splitlines() if "color-mix(" in (ROOT / name).read_text("utf-8")]
    assert mixed
    assert [name for name in mixed if "@supports not (color: color-mix(" not in (ROOT / name).read_text("utf-8")] == []
