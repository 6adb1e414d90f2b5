"""Questions that pages of the desk ask at first, by the address of the page, and the modules that draw it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from core.board.attention import ALL_NOTICES, attention
from dashboards.i18n import words
from dashboards.queries import boards, bulletins, comparisons, database, dockets, indices, session, station, today
from dashboards.registry import Choice, PageEntry

PAGES_FOLDER = Path(__file__).parent / "pages"
FRAME_MODULES = ("streamlit.emojis", "streamlit.material_icon_names", "dashboards.frame")  # every page's


class RequestedPage(NamedTuple):
    """A page that is asked for, and the choices that its address names."""

    entry: PageEntry
    choices: Mapping[str, str]

    @property
    def period(self) -> str:
        """The period shown: a usual one of the address, or else the first."""
        period = self.choices.get(Choice.PERIOD, "")
        return period if period in words.PERIODS else next(iter(words.PERIODS))


def ask(entry: PageEntry, choices: Mapping[str, str]) -> None:
    """Load what draws a page and ask its questions, where they are known; `choices` are what its address names."""
    for name in (*FRAME_MODULES, *_modules_of(entry)):
        importlib.import_module(name)
    question = _domain if entry.domain else QUESTIONS.get(entry.address)
    if question is not None:
        question(RequestedPage(entry, choices))


def _modules_of(entry: PageEntry) -> list[str]:
    """Return the modules beside a page."""
    folder = "domain" if entry.domain else entry.folder or entry.address
    return [
        f"dashboards.pages.{folder}.{path.stem}"
        for path in (PAGES_FOLDER / folder).glob("[!_]*.py")
        if path.stem != "page"
    ]


def _domain(page: RequestedPage) -> None:
    from dashboards.pages.domain.view import read_view  # here, because other pages do not need it

    domain_page = database.catalogue().domain_pages.get(page.entry.domain)
    if domain_page is not None:
        read_view(domain_page, page.period)


def _indices(_page: RequestedPage) -> None:
    month = indices.scoped().last_month()
    indices.lines(month)
    indices.index_table(month, "station")


def _comparison(page: RequestedPage) -> None:
    from dashboards.components.kpi_picker import kpis_by_domain  # here, because other pages do not need it

    groups = kpis_by_domain(database.catalogue())
    visible = [kpi for kpis in groups.values() for kpi in kpis]
    kpi = page.choices.get(Choice.KPI, "")
    kpi, group = kpi if kpi in visible else visible[0], next(iter(comparisons.peer_groups()))
    boards.board(page.period, (kpi,), below=comparisons.units_of(group, None), unit=None)
    comparisons.comparison(kpi, page.period, group, None)


def _station(page: RequestedPage) -> None:
    tree = session.units()
    stations = [unit.id for unit in tree.stations(tree.root.id)] or [tree.root.id]
    unit_text = page.choices.get(Choice.UNIT, "")
    unit = int(unit_text) if unit_text.isdecimal() and int(unit_text) in stations else stations[0]
    board = station.board(unit, page.period)
    attention(board, database.catalogue(), ALL_NOTICES)
    groups = station.peer_groups(unit, page.period)
    if groups:
        from dashboards.pages.station.figures import shown_kpis  # here, because other pages do not need it

        kpis = tuple(shown_kpis(board, database.catalogue()))
        station.among_peers(unit, kpis, page.period, next(iter(groups)))


def _indicators(page: RequestedPage) -> None:
    from dashboards.components.kpi_picker import kpis_by_domain  # here, because other pages do not need it

    kpis = tuple(kpi for kpis in kpis_by_domain(database.catalogue()).values() for kpi in kpis)
    boards.board(page.period, kpis, bureau_only=True)


def _bulletins(_page: RequestedPage) -> None:
    kind = next(iter(bulletins.kinds()))
    periods = bulletins.periods(kind)
    newest = next((choice.period for choice in periods if choice.is_over), periods[0].period)
    bulletins.preview(kind, newest, bulletins.units(kind)[0].id)


def _today(_page: RequestedPage) -> None:
    today.news()


def _key_disputes(_page: RequestedPage) -> None:
    dockets.key_disputes(session.units().root.id, boards.as_of())


def _open_cases(_page: RequestedPage) -> None:
    dockets.open_cases(session.units().root.id, boards.as_of())


QUESTIONS: dict[str, Callable[[RequestedPage], None]] = {
    "today": _today,
    "key_disputes": _key_disputes,
    "cases": _open_cases,
    "comparison": _comparison,
    "indices": _indices,
    "station": _station,
    "bulletins": _bulletins,
    "indicators": _indicators,
}
