"""The numbers of the chief's trend are those of the places where they stand: 2.5 is not written 3."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import dashboards

pytestmark = pytest.mark.browser
SCRIPT = Path(dashboards.__file__).parent / "pages" / "chief" / "trend.js"
FUNCTIONS = ("tickStep", "decimalsOf", "tickText")
RANGES = [(9, False), (34, False), (1, False), (3000, False), (0.09, True), (0.009, True), (0.0009, True), (0.5, True)]


def test_a_tick_is_written_with_the_decimals_that_its_step_has(browser: Browser) -> None:
    source = SCRIPT.read_text("utf-8")
    functions = [re.search(rf"^function {name}\(.*?^}}", source, re.M | re.S) for name in FUNCTIONS]
    script = "\n".join(match[0] for match in functions if match)
    page = browser.new_page()
    written = page.evaluate(
        f"""(ranges) => {{ {script}
            return ranges.map(([range, percent]) => {{
                const step = tickStep(range);
                return [1, 2, 3].map((place) => [place * step, tickText(place * step, percent, step)]);
            }}); }}""",
        [list(pair) for pair in RANGES],
    )
    page.close()
    assert [text for _, text in written[0]] == ["2.5", "5", "7.5"] and written[4][0][1] == "2.5%"
    for (_, percent), ticks in zip(RANGES, written, strict=True):
        for place, text in ticks:
            number = float(text.rstrip("%").replace(",", ""))
            assert number == pytest.approx(place * (100 if percent else 1), rel=1e-9)
