"""The theme that Streamlit sends with every run of a page is made once, and is the one that it would have made."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session

from dashboards.server.streamlit_patches.theme_once import PopulateTheme, copying
from dashboards.theme import streamlit_theme

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar")
_populate_anew = app_session._populate_theme_msg


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts how often each section of the product's own options is read."""
    counts: Counter[str] = Counter()

    def read(section: str) -> dict[str, Any]:
        counts[section] += 1
        named = ((name.removeprefix(f"{section}."), value) for name, value in streamlit_theme().items())
        return {name: value for name, value in named if "." not in name}

    monkeypatch.setattr(config, "get_options_for_section", read)
    return counts


def theme_of_page(populate: PopulateTheme) -> NewSession:
    """Return the message of a run with its theme, written part by part as Streamlit does."""
    message = NewSession()
    theme = message.custom_theme
    for section, part in zip(SECTIONS, (theme, theme.light, theme.dark, theme.sidebar), strict=True):
        populate(part, section)
    return message


def test_every_run_has_the_theme_that_streamlit_makes_of_the_options(readings: Counter[str]) -> None:
    expected = theme_of_page(_populate_anew)
    assert expected.custom_theme.ListFields()
    copy = copying(_populate_anew)
    runs = [theme_of_page(copy) for _ in range(3)]
    assert runs == [expected] * 3
    assert [run.SerializeToString(deterministic=True) for run in runs] == [
        expected.SerializeToString(deterministic=True)
    ] * 3


def test_the_options_are_read_once_however_many_runs_there_are(readings: Counter[str]) -> None:
    copy = copying(_populate_anew)
    for _ in range(50):
        theme_of_page(copy)
    assert readings == dict.fromkeys(SECTIONS, 1)


def test_what_is_done_to_one_message_changes_no_later_one(readings: Counter[str]) -> None:
    copy = copying(_populate_anew)
    first, second = CustomThemeConfig(), CustomThemeConfig()
    copy(first)
    before = CustomThemeConfig.FromString(first.SerializeToString())
    first.Clear()
    copy(second)
    assert second == before
