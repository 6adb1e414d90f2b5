"""Small browser components of our own, each an html, a css and a js file under assets/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from dashboards import english
from dashboards.parts import panel

ASSETS = Path(__file__).parent / "assets"
DOM = "dom"  # what every script makes its nodes with


def asset(name: str) -> str:
    """The text of an asset."""
    return (ASSETS / name).read_text(encoding="utf-8")


def component(name: str, *shared: str) -> ComponentRenderer:
    """Registers assets/NAME.css and NAME.js, behind what all components share and what some do.

    Data reach them as JSON and the page only as text, never as markup.
    """
    css, js = ("\n".join(_of(part, kind) for part in (DOM, *shared, name)) for kind in ("css", "js"))
    made = st.components.v2.component(f"fengjing_{name}", html='<div class="root"></div>', css=css, js=js)
    return panel.noted(english.spoken(made))


def _of(part: str, kind: str) -> str:
    """What is shared may be a script without styles."""
    return asset(f"{part}.{kind}") if (ASSETS / f"{part}.{kind}").exists() else ""


def packed(data: Any) -> bytes:
    """Data as JSON in bytes. What is large goes so: Streamlit would walk through it and write it twice."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
