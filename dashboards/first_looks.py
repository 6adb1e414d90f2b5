"""Asks what a page of the desk will ask, while a browser still loads the frame of it.

A browser takes half a second for that, in which the server has nothing to do. The answers are kept as those of any
query, for the viewer alone who asked for the page: what is not taken from here the page asks itself.
"""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.types import Scope as Request

from core.access.viewer import Viewer
from core.board.attention import ALL_NOTICES, attention
from dashboards.auth import current_user
from dashboards.auth.request import session_digest
from dashboards.auth.session_store import session_store
from dashboards.i18n import words
from dashboards.queries import (
    boards,
    bulletins,
    comparisons,
    database,
    dockets,
    indices,
    pages,
    session,
    station,
    today,
)
from dashboards.registry import Choice, PageEntry, is_open_to
from dashboards.server.quiet_moments import PAGES

_log = logging.getLogger(__name__)
PAGES_FOLDER = Path(__file__).parent / "pages"
FRAME_MODULES = ("streamlit.emojis", "streamlit.material_icon_names", "dashboards.frame")  # every page's


class Asked(NamedTuple):
    """A page that is asked for, and the choices that its address names."""

    entry: PageEntry
    choices: Mapping[str, str]

    @property
    def period(self) -> str:
        """The period shown: a usual one of the address, or else the first."""
        period = self.choices.get(Choice.PERIOD, "")
        return period if period in words.PERIODS else next(iter(words.PERIODS))


class FirstLooks:
    """Asks for one page at a time; for another that is asked for meanwhile nothing is done before it is drawn."""

    def __init__(self) -> None:
        self._is_asking = threading.Lock()

    def begin(self, request: Request) -> None:
        """Begin to ask, in a thread, for what the page of a request says; who sent it must have been let in."""
        threading.Thread(target=self.ask, args=(request,), name="first look", daemon=True).start()

    def ask(self, request: Request) -> None:
        """Ask for what the page of a request says, for who sent it, if that is known beforehand."""
        if not self._is_asking.acquire(blocking=False):
            return
        try:
            viewer = _viewer(request)
            if viewer is not None:
                with PAGES.drawing(), current_user.pinned_for(viewer):
                    _ask(request, viewer)
        except Exception as error:  # whatever it is, the page says it
            _log.debug("not asked beforehand: %s", error)
        finally:
            self._is_asking.release()


def _viewer(request: Request) -> Viewer | None:
    """Return who sends a request; None where signing in is required and there is no session."""
    if not session_store().requires_sign_in():
        return current_user.local_viewer()
    digest = session_digest(request)
    return session_store().viewer(digest) if digest else None


def _ask(request: Request, viewer: Viewer) -> None:
    entry = pages.entry_in_browser(request["path"].strip("/"))
    if entry is None or not is_open_to(entry, viewer.scope):
        return
    question = _domain if entry.domain else QUESTIONS.get(entry.address)
    if question is not None:
        for name in (*FRAME_MODULES, *_modules_of(entry)):
            importlib.import_module(name)
        question(Asked(entry, dict(parse_qsl(request["query_string"].decode("ascii", "ignore")))))


def _modules_of(entry: PageEntry) -> list[str]:
    """Return the modules beside a page."""
    folder = "domain" if entry.domain else entry.folder or entry.address
    return [
        f"dashboards.pages.{folder}.{path.stem}"
        for path in (PAGES_FOLDER / folder).glob("[!_]*.py")
        if path.stem != "page"
    ]


def _domain(asked: Asked) -> None:
    from dashboards.pages.domain.view import read_view  # here, because no wall needs it

    page = database.catalogue().domain_pages.get(asked.entry.domain)
    if page is not None:
        read_view(page, asked.period)


def _indices(_asked: Asked) -> None:
    month = indices.scoped().last_month()
    indices.lines(month)
    indices.index_table(month, "station")


def _comparison(asked: Asked) -> None:
    from dashboards.components.kpi_picker import kpis_by_domain  # here, because no wall needs it

    groups = kpis_by_domain(database.catalogue())
    visible = [kpi for kpis in groups.values() for kpi in kpis]
    kpi = asked.choices.get(Choice.KPI, "")
    kpi, group = kpi if kpi in visible else visible[0], next(iter(comparisons.peer_groups()))
    boards.board(asked.period, (kpi,), below=comparisons.units_of(group, None), unit=None)
    comparisons.comparison(kpi, asked.period, group, None)


def _station(asked: Asked) -> None:
    tree = session.units()
    stations = [unit.id for unit in tree.stations(tree.root.id)] or [tree.root.id]
    unit_text = asked.choices.get(Choice.UNIT, "")
    unit = int(unit_text) if unit_text.isdecimal() and int(unit_text) in stations else stations[0]
    board = station.board(unit, asked.period)
    attention(board, database.catalogue(), ALL_NOTICES)
    groups = station.peer_groups(unit, asked.period)
    if groups:
        from dashboards.pages.station.figures import shown_kpis  # here, because no wall needs it

        kpis = tuple(shown_kpis(board, database.catalogue()))
        station.among_peers(unit, kpis, asked.period, next(iter(groups)))


def _indicators(asked: Asked) -> None:
    from dashboards.components.kpi_picker import kpis_by_domain  # here, because no wall needs it

    kpis = tuple(kpi for kpis in kpis_by_domain(database.catalogue()).values() for kpi in kpis)
    boards.board(asked.period, kpis, bureau_only=True)


def _bulletins(_asked: Asked) -> None:
    kind = next(iter(bulletins.kinds()))
    periods = bulletins.periods(kind)
    newest = next((choice.period for choice in periods if choice.is_over), periods[0].period)
    bulletins.preview(kind, newest, bulletins.units(kind)[0].id)


def _today(_asked: Asked) -> None:
    today.news()


def _open_work(_asked: Asked) -> None:
    unit, as_of = session.units().root.id, boards.as_of()
    dockets.key_disputes(unit, as_of)
    dockets.open_cases(unit, as_of)


QUESTIONS: dict[str, Callable[[Asked], None]] = {
    "today": _today,
    "key_disputes": _open_work,
    "cases": _open_work,
    "comparison": _comparison,
    "indices": _indices,
    "station": _station,
    "bulletins": _bulletins,
    "indicators": _indicators,
}
FIRST_LOOKS = FirstLooks()
