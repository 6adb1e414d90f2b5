"""The first script of every page of Streamlit's: what old browsers lack, and a sentence where nothing can be drawn."""

from __future__ import annotations

import json
from pathlib import Path

from dashboards.i18n import words

_SCRIPT = Path(__file__).with_suffix(".js")


def old_browsers_script() -> str:
    """Return the script, with its sentences in it."""
    sentences = {"OLD_BROWSER": words.OLD_BROWSER, "NO_SOCKET": words.NO_SOCKET}
    named = "".join(f"var {name} = {json.dumps(text, ensure_ascii=False)};" for name, text in sentences.items())
    return f"{named}\n{_SCRIPT.read_text(encoding='utf-8')}"
