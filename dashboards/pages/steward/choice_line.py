"""One line of a form: words of theirs on the left, a choice of ours, and what else is to be seen on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import workbench as words

_WIDTHS = (3, 4, 5)
LEAVE = ""  # the choice of leaving it open, in forms that have it


class Line(NamedTuple):
    """The value that was chosen, and the place on the right."""

    picked: str | None
    beside: DeltaGenerator


def draw(
    text: str,
    options: Sequence[str],
    label_of: Callable[[str], str],
    *,
    at: str | None,
    key: str,
    placeholder: str = words.CHOOSE,
) -> Line:
    """Draw a line; `at` is what is chosen at first, nothing where it is none of the options."""
    left, middle, right = st.columns(_WIDTHS, vertical_alignment="center")
    left.text(text)
    picked = middle.selectbox(
        escape_markdown(text),
        list(options),
        index=list(options).index(at) if at is not None and at in options else None,
        format_func=label_of,
        placeholder=placeholder,
        label_visibility="collapsed",
        key=key,
    )
    return Line(picked, right)
