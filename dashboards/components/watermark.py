"""Watermark of desk pages: who looks, of which unit, and when; a photograph of the screen tells whose it was."""

from __future__ import annotations

from dashboards.components.base import component

_render = component(__file__)


def draw(text: str) -> None:
    """Draw the text over the whole page, so that clicks pass through it; whoever takes it away finds it back."""
    _render(key="watermark", data={"text": text})
