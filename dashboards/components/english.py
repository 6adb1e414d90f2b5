"""English on the wall, by a switch: what is about to be shown is said in English at the last step.

The product thinks and keeps its answers in Chinese. On a wall whose address says `lang=en`, each text is put together
again from the phrases of words/english*.toml and the English names of the catalogue, longest first. Names of units are
names and stay. A text that holds anything else which the table does not know stays Chinese as a whole: half a sentence
in each tongue could be read as saying something that it does not.
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
from dashboards.server.engine_pool import known

KEY, ENGLISH = "lang", "en"
_TABLES = ("english.toml", "english_said.toml")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
_TIDY = ((re.compile(r" {2,}"), " "), (re.compile(r" (?=[,.;:)])"), ""), (re.compile(r"(?<=\() "), ""))


def wanted() -> bool:
    """Whether the address asks for English."""
    return bool(st.query_params.get(KEY) == ENGLISH)


def locale() -> str:
    """How a browser writes days and numbers in it."""
    return "en-GB" if wanted() else "zh-CN"


def switch() -> None:
    """From Chinese to English, or back."""
    if wanted():
        st.query_params.pop(KEY)
    else:
        st.query_params[KEY] = ENGLISH


class English:
    """Says Chinese in English by a table of phrases; `names` stay as they are."""

    def __init__(self, phrases: dict[str, str], names: Iterable[str] = ()) -> None:
        self._told = phrases | {name: name for name in names}
        known = sorted(self._told, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, known), _CHINESE.pattern]))
        self.say = lru_cache(maxsize=10_000)(self._say)

    def _say(self, text: str) -> str:
        """One text; the same where it is not Chinese, or not known as a whole."""
        if not _CHINESE.search(text):
            return text
        dated = _MONTH.sub(_month, _DAY.sub(_day, text))
        if any(found not in self._told for found in self._pattern.findall(dated)):
            return text
        said = self._pattern.sub(lambda found: self._told[found[0]], dated).strip()
        for what, tidy in _TIDY:
            said = what.sub(tidy, said)
        return said

    def all_of(self, shown: Any) -> Any:
        """The same data with every text in them said; what only a script reads is not Chinese."""
        if isinstance(shown, str):
            return self.say(shown)
        if isinstance(shown, dict):
            return {name: self.all_of(value) for name, value in shown.items()}
        if isinstance(shown, list | tuple):
            return [self.all_of(value) for value in shown]
        return shown


def _day(found: re.Match[str]) -> str:
    return f"{int(found[2])} {_MONTHS[int(found[1]) - 1]}" if 1 <= int(found[1]) <= 12 else found[0]


def _month(found: re.Match[str]) -> str:
    return _MONTHS[int(found[1]) - 1] if 1 <= int(found[1]) <= 12 else found[0]


def phrases(catalogue: Catalogue) -> dict[str, str]:
    """Everything that can be said: the names of the catalogue, and our own tables over them."""
    entries = [*catalogue.kpis.values(), *catalogue.measures.values(), *catalogue.domains.values(),
               *catalogue.scenes.values(), *catalogue.campaigns.values(), *catalogue.indices.values()]  # fmt: skip
    names = {entry.zh: entry.en for entry in entries} | {kpi.label: kpi.en for kpi in catalogue.kpis.values()}
    folder = Path(words.__file__).parent
    for table in _TABLES:
        names |= tomllib.loads((folder / table).read_text(encoding="utf-8"))
    return names


@lru_cache(maxsize=4)
def _english(_database: object, names: tuple[str, ...]) -> English:
    return English(phrases(database.catalogue()), names)


def english() -> English:
    """The English of this bureau."""
    names = [unit.name for unit in session.units().units.values()]
    short = [words.short_unit(name) for name in names]
    return _english(known().identity, tuple(dict.fromkeys((database.bureau(), *names, *short))))


def say(text: str) -> str:
    """A text of our own, in the tongue that is asked for."""
    return english().say(text) if wanted() else text


def spoken(render: Callable[..., Any]) -> Callable[..., Any]:
    """A component's renderer that says its data in the tongue that is asked for."""

    @wraps(render)
    def told(**options: Any) -> Any:
        if wanted():
            shown = options["data"]
            if isinstance(shown, bytes):
                options["data"] = json.dumps(english().all_of(json.loads(shown)), ensure_ascii=False).encode()
            else:
                options["data"] = english().all_of(shown)
        return render(**options)

    return told
