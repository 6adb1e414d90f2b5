"""The theme of all pages made once: Streamlit reads its options anew for every run of every page, a refresh too.

There are some three hundred of them, and they are the same for everybody from the start of the server to its end.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_THEME = "theme"  # the section of the options that holds for all of a page


class PopulateTheme(Protocol):
    """Function of Streamlit that writes a part of the theme into a message."""

    def __call__(self, msg: CustomThemeConfig, section: str = _THEME) -> None:
        """Write the part that a section of the options says."""


def make_theme_once() -> None:
    """Let Streamlit write each part of the theme from the options once, and copy it from then on."""
    app_session._populate_theme_msg = copying(app_session._populate_theme_msg)


def copying(populate: PopulateTheme) -> PopulateTheme:
    """Wrap what writes a part of the theme into a message, so that it reads each section of the options once."""

    @cache
    def theme_part(section: str) -> CustomThemeConfig:
        part = CustomThemeConfig()
        populate(part, section)
        return part

    def copy(msg: CustomThemeConfig, section: str = _THEME) -> None:
        """Write a part of the theme; one without options stays absent, as Streamlit leaves it."""
        part = theme_part(section)
        if part.ListFields():
            msg.MergeFrom(part)

    return copy
