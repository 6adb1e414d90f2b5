"""State that the engine keeps between queries while the data stay the same: tree, coverage, sources, rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.lru import SizedLruDict
from core.metrics.as_of_span import AsOfSpan
from core.metrics.assumed_figures import AssumedFigures
from core.metrics.coverage import Coverage
from core.metrics.cube_cache import ALL_MONTHS, CubeCache
from core.metrics.freshness import DataHorizon, SourceEnd, common_end, data_horizon
from core.metrics.ledger import LedgerBook, MeasureLedger, ledger_last_days, ledger_sources
from core.metrics.measure_values import MeasureValues
from core.metrics.result_cache import ResultCache
from core.metrics.value_sources import ValueSources
from core.store.assumed import assumed_notes
from core.store.coverage import coverage
from core.store.ledger import LEDGER_CHANGED
from core.store.postings_left import postings_left
from core.store.refused_rows import RefusedRows, refused_rows
from core.store.sources import SourceAge, source_ages
from core.store.store import Store
from core.store.units import UNITS_CHANGED, UnitTree, unit_tree
from core.time.day_spans import span_text
from core.time.days import to_date

META_NAMES = ("data_version", "bureau", "demo", UNITS_CHANGED, LEDGER_CHANGED)  # of the database itself, that it reads
MAX_VALUES = 24  # answers to questions of this version alone
MAX_SOURCE_BYTES = 32 * 2**20  # of sources of answers, kept between versions; a city's board takes half a MB
MAX_VALUE_BYTES = 96 * 2**20  # of their amounts; a city bureau's board takes about 4 MB
ValuesKey = tuple[tuple[str, ...], tuple[int, ...], tuple[AsOfSpan, ...]]  # measures, units, spans


class DataSnapshot:
    """State of one data version; whatever has not changed since the previous one is taken over from it."""

    def __init__(self, store: Store, cube_cache: CubeCache, previous: DataSnapshot | None = None) -> None:
        self.cube_cache = cube_cache
        changes = cube_cache.array_changes
        self.result_cache: ResultCache = previous.result_cache if previous else ResultCache(changes=changes)
        self.earlier_results: ResultCache = previous.earlier_results if previous else ResultCache(changes=changes)
        self.values: SizedLruDict[ValuesKey, MeasureValues] = SizedLruDict(
            MAX_VALUE_BYTES, lambda values: values.nbytes, MAX_VALUES
        )
        meta = store.meta_values(*META_NAMES)
        self.data_version = int(meta["data_version"] or 0)
        self.bureau, self.demo = str(meta["bureau"]), meta["demo"] == 1
        self._store = store
        self._sources = source_ages(store)
        self._units_changed, self._ledger_changed = meta[UNITS_CHANGED], meta[LEDGER_CHANGED]
        self._coverage = coverage(store)
        refused = refused_rows(store)
        same_refused = previous is not None and previous.refused == refused
        self.refused: dict[str, list[RefusedRows]] = previous.refused if previous and same_refused else refused
        same_tree = previous is not None and previous._units_changed == self._units_changed
        self.tree: UnitTree = previous.tree if previous and same_tree else unit_tree(store)
        self._assumed = assumed_notes(store)
        self._left = postings_left(store, self.tree.history)
        same_filled = previous is not None and (previous._assumed, previous._left) == (self._assumed, self._left)
        same_assumed = previous is not None and same_tree and same_filled
        self.assumed: AssumedFigures = (
            previous.assumed
            if previous and same_assumed
            else AssumedFigures(store.catalogue, self.tree, self._assumed, self._left)
        )
        same_coverage = previous is not None and same_assumed and previous._coverage == self._coverage
        self.coverage: Coverage = (
            previous.coverage if previous and same_coverage else Coverage(self.tree, self._coverage, self.assumed)
        )
        same_ledger = previous is not None and previous._ledger_changed == self._ledger_changed
        self._books: dict[tuple[str, ...], LedgerBook] = previous._books if previous and same_ledger else {}
        self._ledgers: dict[str, MeasureLedger] = previous._ledgers if previous and same_ledger else {}
        self._ledger_sources: dict[str, set[str]] = previous._ledger_sources if previous and same_ledger else {}
        self._source_names: dict[tuple[str, ...], frozenset[str | None]] = (
            previous._source_names if previous and same_ledger else {}
        )
        same_ends = same_coverage and same_ledger
        if previous is not None and same_ends:
            self._take_over_values(previous)
        self._value_sources: SizedLruDict[ValuesKey, ValueSources] = (
            previous._value_sources
            if previous and same_ends
            else SizedLruDict(MAX_SOURCE_BYTES, lambda sources: sources.nbytes)
        )
        self._end_of: dict[tuple[str, int], SourceEnd | None] = previous._end_of if previous and same_ends else {}
        self._horizons: dict[tuple[tuple[str, ...], int | None], DataHorizon] = (
            previous._horizons if previous and same_ends else {}
        )
        self._last_in_ledger: dict[str, int] = (
            previous._last_in_ledger if previous and same_ledger else ledger_last_days(store)
        )

    def _take_over_values(self, previous: DataSnapshot) -> None:
        """Keep the answers that rest on months of which nothing has changed; what a board file lacks is asked anew."""
        calendar, changed = (
            self._store.catalogue.reporting_calendar,
            self.cube_cache.changed_since(previous.data_version),
        )
        for key, values in previous.values.items():
            days = values.days_alone
            if days is None:
                continue
            first, last = map(calendar.month_of, days)
            if not any(month == ALL_MONTHS or first <= month <= last for month in changed):
                self.values[key] = values

    def read_values(self, key: ValuesKey) -> MeasureValues:
        """Return the values of a question, read once; where they come from is kept from earlier versions."""
        values = self.values.use(key)
        if values is None:
            self.values[key] = values = MeasureValues(self._sources_of(key))
        return values

    def _sources_of(self, key: ValuesKey) -> ValueSources:
        sources, book = self._value_sources.use(key), self.ledger_book(key[0])
        if sources is None or not sources.still_hold(self.coverage, book):
            sources = ValueSources(self._store, self.cube_cache, self.coverage, book, *key)
            self._value_sources[key] = sources
        return sources

    def refused_rows_note(self, catalogue: Catalogue, measures: Iterable[str], first: int, last: int) -> str | None:
        """Return the note on a figure over days of which rows were refused at import (Chinese)."""
        kinds = dict.fromkeys(fact for name in measures if (fact := catalogue.measures[name].fact))
        notes = []
        for kind in kinds:
            for rejected in self.refused.get(kind, []):
                if rejected.first <= last and rejected.last >= first:
                    zh, days = catalogue.facts[kind].zh, span_text((rejected.first, rejected.last))
                    notes.append(f"{zh}记录有 {rejected.rows} 行被拒收未导入（{days}），数可能偏少")
        return "；".join(notes) or None

    def ledger_book(self, measures: Iterable[str]) -> LedgerBook:
        """Return the ledger's rows of some measures."""
        names = tuple(sorted(set(measures)))
        if names not in self._books:
            for name in names:
                if name not in self._ledgers:
                    self._ledgers[name] = MeasureLedger(self._store, name, self._sources_in_ledger(name))
            ledgers = {name: self._ledgers[name] for name in names}
            self._books[names] = LedgerBook(self._store.catalogue.reporting_calendar, ledgers)
        return self._books[names]

    def as_of(self, catalogue: Catalogue, kpis: Iterable[str], unit: int | None = None) -> date:
        """Return the last complete day: the last day that every source of these KPIs' flows covers.

        Where they are all stocks, each of which speaks of its own day, it is the latest of those days. Of a unit that
        lies behind the bureau it is its own. Raises StoreError (Chinese) where there are no data at all.
        """
        return to_date(common_end(self._ends(catalogue, kpis, unit)))

    def data_horizon(self, catalogue: Catalogue, kpis: Iterable[str], unit: int | None = None) -> DataHorizon:
        """Return the last complete day without the KPIs whose source is late, and the last days of those.

        Of a unit that lies behind the bureau they are its own. Raises StoreError.
        """
        key = tuple(kpis), unit
        if key not in self._horizons:
            self._horizons[key] = data_horizon(self._ends(catalogue, kpis, unit))
        return self._horizons[key]

    def _ends(self, catalogue: Catalogue, kpis: Iterable[str], unit: int | None) -> dict[str, list[SourceEnd]]:
        """Return the last days of the KPIs' measures for a unit (the bureau), so far as they have any."""
        measures, place = {kpi: catalogue.kpis[kpi].measures() for kpi in kpis}, unit or self.tree.root.id
        names = {name for of_kpi in measures.values() for name in of_kpi}
        ends = {name: self._end(catalogue, name, place) for name in names}
        return {kpi: [end for name in names if (end := ends[name]) is not None] for kpi, names in measures.items()}

    def _end(self, catalogue: Catalogue, name: str, unit: int) -> SourceEnd | None:
        """Return the last day of a measure; the same for all questions about this version of the data."""
        if (name, unit) not in self._end_of:
            self._end_of[name, unit] = self._find_end(catalogue, name, unit)
        return self._end_of[name, unit]

    def _find_end(self, catalogue: Catalogue, name: str, unit: int) -> SourceEnd | None:
        measure = catalogue.measures[name]
        days: dict[str | None, int | None] = {None: self._last_in_ledger.get(name)}
        if measure.fact:
            days[measure.fact] = self._last_recorded(measure, measure.fact, catalogue.late_after(measure.fact), unit)
        candidates = [(day, fact or "", fact) for fact, day in days.items() if day is not None]
        if not candidates:
            return None
        day, _, fact = max(candidates)
        return SourceEnd(day, measure.kind == "flow", catalogue.late_after(fact))

    def _last_recorded(self, measure: Measure, kind: str, late_after: int, unit: int) -> int | None:
        """Return the last day that a unit's records cover, not later than the bureau's, but for those of late units."""
        in_bureau = self.coverage.last_day(measure, late_after, self.tree.root.id)
        if in_bureau is None:
            return self.coverage.newest_day(kind)
        own = self.coverage.last_day(measure, late_after, unit)
        return in_bureau if own is None else min(own, in_bureau)

    def _sources_in_ledger(self, measure: str) -> set[str]:
        """Return the sources of a measure's rows in the ledger, without reading the rows themselves."""
        if measure not in self._last_in_ledger:
            return set()
        if measure not in self._ledger_sources:
            self._ledger_sources[measure] = ledger_sources(self._store, measure)
        return self._ledger_sources[measure]

    def sources(self, catalogue: Catalogue, kpis: Iterable[str]) -> tuple[SourceAge, ...]:
        """Return the sources that these KPIs rest on, with their ages."""
        kpi_names = tuple(kpis)
        if kpi_names not in self._source_names:
            measures = {name for kpi in kpi_names for name in catalogue.kpis[kpi].measures()}
            kinds = {catalogue.measures[name].fact for name in measures}
            printed = {f"ledger:{source}" for name in measures for source in self._sources_in_ledger(name)}
            self._source_names[kpi_names] = frozenset(kinds | printed)
        names = self._source_names[kpi_names]
        return tuple(age for name, age in self._sources.items() if name in names)
