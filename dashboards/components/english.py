"""English on the wall, by a switch: texts are translated at the last step before they are shown.

The product thinks and keeps its answers in Chinese. On a wall whose address says `lang=en`, each text is put together
again from the phrases of words/english*.toml and the English names of the catalogue, longest first. Names of units are
names and stay. A text that holds anything else which the table does not know stays Chinese as a whole: half a sentence
in each language could be read as saying something that it does not.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

import streamlit as st

from core.catalogue.model import Catalogue
from dashboards.i18n import words
from dashboards.queries import database, session
from dashboards.server.shown_database import last_known_database

KEY, ENGLISH = "lang", "en"
_TABLES = ("english.toml", "english_sentences.toml", "english_explanations.toml")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
_TIDY = ((re.compile(r" {2,}"), " "), (re.compile(r" (?=[,.;:)])"), ""), (re.compile(r"(?<=\() "), ""))


def is_english() -> bool:
    """Return True if the address asks for English."""
    return bool(st.query_params.get(KEY) == ENGLISH)


def locale() -> str:
    """Return the locale in which the browser writes days and numbers."""
    return "en-GB" if is_english() else "zh-CN"


def toggle_language() -> None:
    """Switch from Chinese to English, or back."""
    if is_english():
        st.query_params.pop(KEY)
    else:
        st.query_params[KEY] = ENGLISH


class Translator:
    """Translates Chinese into English by a table of phrases; `names` stay as they are."""

    def __init__(self, phrases: dict[str, str], names: Iterable[str] = ()) -> None:
        self._phrases = phrases | {name: name for name in names}
        longest_first = sorted(self._phrases, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, longest_first), _CHINESE.pattern]))
        self.translate = lru_cache(maxsize=10_000)(self._translate)

    def _translate(self, text: str) -> str:
        """Return a text in English; unchanged where it is not Chinese, or not known as a whole."""
        if not _CHINESE.search(text):
            return text
        dated = _MONTH.sub(_month, _DAY.sub(_day, text))
        if any(phrase not in self._phrases for phrase in self._pattern.findall(dated)):
            return text
        english = self._pattern.sub(lambda match: self._phrases[match[0]], dated).strip()
        for pattern, replacement in _TIDY:
            english = pattern.sub(replacement, english)
        return english

    def translate_all(self, data: Any) -> Any:
        """Return the same data with every text translated; strings that only a script reads are not Chinese."""
        if isinstance(data, str):
            return self.translate(data)
        if isinstance(data, dict):
            return {name: self.translate_all(value) for name, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.translate_all(value) for value in data]
        return data


def _day(match: re.Match[str]) -> str:
    return f"{int(match[2])} {_MONTHS[int(match[1]) - 1]}" if 1 <= int(match[1]) <= 12 else match[0]


def _month(match: re.Match[str]) -> str:
    return _MONTHS[int(match[1]) - 1] if 1 <= int(match[1]) <= 12 else match[0]


def phrases(catalogue: Catalogue) -> dict[str, str]:
    """Return all phrases that can be translated: the names of the catalogue, and our own tables over them."""
    entries = [
        *catalogue.kpis.values(),
        *catalogue.measures.values(),
        *catalogue.domains.values(),
        *catalogue.scenes.values(),
        *catalogue.campaigns.values(),
        *catalogue.indices.values(),
    ]
    names = {entry.zh: entry.en for entry in entries} | {kpi.label: kpi.en for kpi in catalogue.kpis.values()}
    folder = Path(words.__file__).parent
    for table in _TABLES:
        names |= tomllib.loads((folder / table).read_text(encoding="utf-8"))
    return names


@lru_cache(maxsize=4)
def _translator_of(_database: object, names: tuple[str, ...]) -> Translator:
    return Translator(phrases(database.catalogue()), names)


def translator() -> Translator:
    """Return the translator of this bureau."""
    names = [unit.name for unit in session.units().units.values()]
    short_names = [words.short_unit(name) for name in names]
    return _translator_of(
        last_known_database().identity, tuple(dict.fromkeys((database.bureau(), *names, *short_names)))
    )


def translate(text: str) -> str:
    """Return a text of our own in the language that the address asks for."""
    return translator().translate(text) if is_english() else text


def translated(render: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a component's renderer: its data are shown in the language that the address asks for."""

    @wraps(render)
    def render_translated(**options: Any) -> Any:
        if is_english():
            data = options["data"]
            if isinstance(data, bytes):
                options["data"] = json.dumps(translator().translate_all(json.loads(data)), ensure_ascii=False).encode()
            else:
                options["data"] = translator().translate_all(data)
        return render(**options)

    return render_translated
