"""The catalogue as a whole: all that is declared, by section and id."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.catalogue.advice_model import Advice
from core.catalogue.calendar_model import SPRING, AssessmentYear, Festival, StatisticsMonth, WorkYear
from core.catalogue.campaign_model import Campaign
from core.catalogue.checklist_model import Checklist
from core.catalogue.contest_model import Contest
from core.catalogue.disclosure_model import Sensitive, SmallNumbers
from core.catalogue.document_model import Domain, Source, System
from core.catalogue.domain_page_model import DomainPage
from core.catalogue.facts import FactKind
from core.catalogue.index_model import Bands, Index
from core.catalogue.kpi_model import Kpi, Smallest
from core.catalogue.limit_model import Limit
from core.catalogue.measure_model import Measure, Sum
from core.catalogue.peer_model import Exposure, PeerGroup
from core.catalogue.rhythm_model import LEDGER, UNDECLARED_DAYS, Rhythm
from core.catalogue.scene_model import Carousel, Scene
from core.catalogue.signal_model import FalseAlarms, SignalRule
from core.catalogue.watch_model import Watch
from core.time.calendar import WorkCalendar, day_numbers
from core.time.reporting_calendar import ReportingCalendar


class Catalogue(BaseModel):
    """All that is declared, by id, checked as a whole.

    `board` names the KPIs of the chief's tiles in order; `classes` the measures that alerts divide into.
    """

    model_config = ConfigDict(frozen=True)

    facts: dict[str, FactKind]
    measures: dict[str, Measure]
    kpis: dict[str, Kpi]
    domains: dict[str, Domain]
    domain_pages: dict[str, DomainPage]
    sources: dict[str, Source]
    systems: dict[str, System]
    smallest: dict[str, Smallest]
    disclosure: dict[str, SmallNumbers]
    sensitive: dict[str, Sensitive]
    sums: dict[str, Sum]
    peer_groups: dict[str, PeerGroup]
    exposures: dict[str, Exposure]
    indices: dict[str, Index]
    bands: dict[str, Bands]
    workdays: dict[str, WorkYear]
    festivals: dict[str, Festival]
    rhythms: dict[str, Rhythm]
    limits: dict[str, Limit]
    watches: dict[str, Watch]
    campaigns: dict[str, Campaign]
    contests: dict[str, Contest]
    scenes: dict[str, Scene]
    advice: dict[str, Advice]
    checklists: dict[str, Checklist]
    signals: dict[str, SignalRule]
    false_alarms: dict[str, FalseAlarms]
    carousel: Carousel
    statistics_month: StatisticsMonth
    assessment_year: AssessmentYear
    board: list[str]
    classes: list[str]

    @property
    def spring(self) -> Festival:
        """The weeks around the lunar new year."""
        return self.festivals[SPRING]

    @property
    def reporting_calendar(self) -> ReportingCalendar:
        """Months and years as the bureau counts them."""
        return ReportingCalendar(self.statistics_month.begins, self.assessment_year.month_and_day)

    def work_calendar(self) -> WorkCalendar:
        """Calendar of working days, as far as announced."""
        return WorkCalendar(
            {int(name): (day_numbers(year.off), day_numbers(year.on)) for name, year in self.workdays.items()}
        )

    def smallest_change(self, kpi: Kpi) -> float:
        """The smallest change of a KPI worth saying: its own, or that of its kind."""
        return self.smallest[kpi.kind].value if kpi.smallest is None else kpi.smallest

    def late_after(self, fact: str | None) -> int:
        """Number of days that a kind of record (None: a statistical report) may lie behind the newest source."""
        rhythm = self.rhythms.get(fact or LEDGER) or Rhythm(every_days=UNDECLARED_DAYS)
        return rhythm.late_after

    @property
    def small_numbers(self) -> SmallNumbers:
        """Rule of the counts that are too small to be shown."""
        return self.disclosure["small_numbers"]

    def sensitive_from(self, measure: str) -> Literal["station", "community", "none"]:
        """From which kind of unit down a measure's small counts are hidden: its own entry, or its records'."""
        entry = self.sensitive.get(measure) or self.sensitive.get(self.measures[measure].fact or "")
        return entry.at if entry else "none"

    def measures_of_fact(self, fact: str) -> dict[str, Measure]:
        """The measures that one kind of record feeds."""
        return {name: m for name, m in self.measures.items() if m.fact == fact}
