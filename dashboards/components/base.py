"""Small browser components of our own, each a style sheet and a script beside the module that draws it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from pydantic import ConfigDict, TypeAdapter
from streamlit.components.v2.types import ComponentRenderer

from dashboards.components import english, last_good, panel_feed

SHARED = Path(__file__).parent
EXPORT = "export default"
DOM = "dom"  # the helpers with which every script makes its nodes
_JSON: TypeAdapter[Any] = TypeAdapter(Any, config=ConfigDict(ser_json_inf_nan="constants"))  # faster than json's


def read_asset(folder: Path, name: str) -> str:
    """Read the text of a style sheet or script; a file that a folder lacks is one of the shared ones."""
    path = folder / name
    return (path if path.exists() else SHARED / name).read_text(encoding="utf-8")


def component(module: str, *shared: str) -> ComponentRenderer:
    """Register the component of a module (its `__file__`): the .css and .js of the same name that lie beside it.

    They come behind what all components share and what the `shared` names add, from the module's own folder or from
    components/. Data reach them as JSON and the page only as text, never as markup.
    """
    return last_good.recorded(english.translated(_registered(module, *_sources(module, *shared))))


def fed_component(module: str, *shared: str) -> ComponentRenderer:
    """Register the same, as a panel that takes newer data from the page's feed too (panel_feed.py)."""
    css, js = _sources(module, panel_feed.SCRIPT, *shared)
    js = f"{js.replace(EXPORT, 'const drawPanel =')}\n{EXPORT} fed(drawPanel);"
    return last_good.recorded(english.translated(panel_feed.fed(_registered(module, css, js))))


def feed_component(module: str) -> ComponentRenderer:
    """Register the component that hands fed panels their data, which have been translated and recorded already."""
    return _registered(module, *_sources(module, panel_feed.SCRIPT))


def _registered(module: str, css: str, js: str) -> ComponentRenderer:
    path = Path(module)
    name = f"fengjing_{path.parent.name}_{path.stem}"
    return st.components.v2.component(name, html='<div class="root"></div>', css=css, js=js)


def _sources(module: str, *shared: str) -> tuple[str, str]:
    """Return the style sheet and the script of a component, with all that they share."""
    path = Path(module)
    css, js = (
        "\n".join(_source(path.parent, name, kind) for name in (DOM, *shared, path.stem)) for kind in ("css", "js")
    )
    return css, js


def _source(folder: Path, name: str, kind: str) -> str:
    """Read a part of a component; a shared script may have no styles."""
    file = f"{name}.{kind}"
    return read_asset(folder, file) if (folder / file).exists() or (SHARED / file).exists() else ""


def json_bytes(data: Any) -> bytes:
    """Return data as JSON in bytes, the way for large data: Streamlit would walk through them and write them twice."""
    return _JSON.dump_json(data)
