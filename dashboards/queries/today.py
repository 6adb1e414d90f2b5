"""Queries of what is new since yesterday, or since the viewer's last day: all within the viewer's scope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from core.access.roles import Role
from core.access.scoped_signals import READERS as SIGNAL_READERS
from core.access.scoped_signals import SignalRecord
from core.catalogue.domain_page_model import Docket
from core.features.dockets.key_disputes import KeyDispute
from core.features.dockets.open_cases import OpenCase
from core.features.domains.concerned_kpis import KPIS_OF_WORK
from core.features.follow_up.progress import LATEST_ENDED
from core.features.signals.digest import SentSignal
from core.features.signals.types import Signals
from core.features.stations.types import StationDueDispute
from core.features.today.instruction_lines import Days, instruction_lines
from core.features.today.older import OlderMatters, older_instructions, older_signals, older_work
from core.features.today.signal_lines import dismissed_signals, ended_signals, new_signals
from core.features.today.types import TodayKind, TodayLine
from core.features.today.work_lines import DatedWork, single_work, work_by_station
from core.instructions.model import Side
from core.time.days import day_number, day_of_time, month_text, to_date
from dashboards.auth import current_user
from dashboards.auth.session_store import session_store
from dashboards.background.questions import BureauSignals
from dashboards.i18n.words import today as words
from dashboards.queries import (
    boards,
    database,
    dockets,
    domain_pages,
    indices,
    instructions,
    officers,
    session,
    signals,
    station,
)
from dashboards.queries.background import PendingResult, in_background
from dashboards.registry import domain_address

LONGEST_DAYS = 14  # nobody reads back further: the lists have all of it
WORK: tuple[Docket, ...] = ("key_disputes", "cases")
WORK_READERS = LIST_READERS = (Role.CHIEF, Role.INSPECTOR, Role.STATION)


class TodayNews(NamedTuple):
    """News since a day: the lines, what is older and still stands, and whether the signals are there (or failed).

    `signals` are those that the lines speak of, which may be of older data; None where they are not there.
    """

    since: date
    lines: tuple[TodayLine, ...]
    older: tuple[OlderMatters, ...]
    knows_signals: bool
    signals_failed: bool
    signals: PendingResult[Signals] | None


def since_day() -> date:
    """Return the first day that is new: yesterday, or the day of the viewer's last sign-in where that is earlier.

    In a demonstration, whose clock is that of its data, it is yesterday.
    """
    today = instructions.today()
    yesterday = today - timedelta(days=1)
    last = None if database.is_demo() else session_store().last_sign_in(current_user.required())
    if last is None or last.at is None:
        return yesterday
    return max(min(yesterday, to_date(day_of_time(last.at))), today - timedelta(days=LONGEST_DAYS))


def news() -> TodayNews:
    """Return what is new for the viewer, the most pressing kinds first."""
    since = since_day()
    days = Days(day_number(since), day_number(instructions.today()))
    pending = signals.bureau_signals() if session.scope().role in SIGNAL_READERS else PendingResult()
    lines = [*_of_instructions(days), *_of_work(days), *_of_lists(since)]
    older = [*_older_own_work(days), *_older_instructions(days)]
    if pending is not None and pending.answer is not None:
        lines += _of_signals(pending.answer, since)
        older += _older_signals(pending.answer, since)
    order = list(TodayKind)
    lines.sort(key=lambda line: order.index(line.kind))
    has_signals = session.scope().role in SIGNAL_READERS
    return TodayNews(
        since,
        tuple(lines),
        tuple(older),
        knows_signals=not has_signals or (pending is not None and pending.answer is not None),
        signals_failed=has_signals and pending is not None and pending.failed,
        signals=pending,
    )


def _of_instructions(days: Days) -> Iterator[TodayLine]:
    scoped = instructions.scoped()
    if not scoped.may_handle:
        return
    side = Side.ISSUER if scoped.may_send else Side.RECEIVER
    yield from instruction_lines(scoped.list_visible(instructions.now(), LATEST_ENDED), side, days)


def _of_work(days: Days) -> Iterator[TodayLine]:
    scope, as_of = session.scope(), boards.as_of()
    if scope.role is Role.OFFICER and scope.officer is not None:
        yield from _of_officer(scope.officer, as_of, days)
        return
    own_page = domain_pages.own_page()
    lists = own_page.work_lists if own_page else WORK if scope.role in WORK_READERS else ()
    tell = single_work if scope.role is Role.STATION else work_by_station
    unit = session.units().root.id
    if "key_disputes" in lists:
        disputes = [_dated_dispute(dispute) for dispute in dockets.key_disputes(unit, as_of)]
        yield from tell(words.KEY_DISPUTES, disputes, days, _page_of("key_disputes"))
    if "cases" in lists:
        cases = [_dated_case(case, as_of + timedelta(days=1)) for case in dockets.open_cases(unit, as_of)]
        yield from tell(words.CASES, cases, days, _page_of("cases"))
    if scope.role is Role.STATION:
        others = [_dated(dispute, unit) for dispute in station.disputes_due(unit, as_of) if not dispute.is_key]
        yield from single_work(words.DISPUTES, others, days, "station")


def _page_of(work: Docket) -> str:
    """Return where a list of work stands: for a department on its own page."""
    scope = session.scope()
    return domain_address(scope.domain) if scope.domain else work


def _dated(dispute: StationDueDispute, station_id: int) -> DatedWork:
    return DatedWork(dispute.id, dispute.kind, station_id, day_number(dispute.due))


def _of_officer(officer: str, as_of: date, days: Days) -> Iterator[TodayLine]:
    """Yield the officer's own disputes and cases."""
    for name, work in _own_work(officer, as_of):
        yield from single_work(name, work, days, "officer")


def _own_work(officer: str, as_of: date) -> list[tuple[str, list[DatedWork]]]:
    """Return the officer's own disputes and cases, each under its name."""
    unit = session.scope().unit
    disputes = [
        DatedWork(dispute.id, dispute.kind, unit, None if dispute.due is None else day_number(dispute.due))
        for dispute in officers.due_disputes(officer, as_of)
    ]
    cases = [_dated_case(case, instructions.today()) for case in officers.own_cases(officer, as_of)]
    return [(words.DISPUTES, disputes), (words.CASES, cases)]


def _older_own_work(days: Days) -> list[OlderMatters]:
    """Return what has long been overdue with an officer; of everybody else's the signals speak."""
    scope = session.scope()
    if scope.role is not Role.OFFICER or scope.officer is None:
        return []
    own = _own_work(scope.officer, boards.as_of())
    return [matters for name, work in own for matters in older_work(name, work, days, "officer")]


def _older_instructions(days: Days) -> list[OlderMatters]:
    """Return a department's instructions that are long overdue, where the signals about them are not its own."""
    if session.scope().role is not Role.DEPARTMENT or session.engine().visible_kpis & set(KPIS_OF_WORK["instructions"]):
        return []
    return older_instructions(instructions.scoped().list_visible(instructions.now(), LATEST_ENDED), days)


def _older_signals(now: Signals, since: date) -> list[OlderMatters]:
    standing = [record for record in signals.records(now) if not record.is_dismissed]
    return older_signals((SentSignal(record.signal, record.instructions) for record in standing), since)


def _dated_dispute(dispute: KeyDispute) -> DatedWork:
    due = None if dispute.due is None else day_number(dispute.due)
    return DatedWork(dispute.id, dispute.kind, dispute.station, due)


def _dated_case(case: OpenCase, counted: date) -> DatedWork:
    """Return a case whose days left are counted from the beginning of a day: 0 is some time of that day."""
    return DatedWork(case.id, case.kind, case.station, day_number(counted) + case.days_left)


def _of_signals(now: Signals, since: date) -> Iterator[TodayLine]:
    records = signals.records(now)
    yield from new_signals((record.signal for record in records if not record.is_dismissed), since)
    yield from dismissed_signals(
        (record.signal, record.events[-1].reason) for record in records if _was_dismissed(record, since)
    )
    day = min(since, now.as_of) - timedelta(days=1)
    before = in_background(BureauSignals(day))
    if before is not None and before.answer is not None:
        visible = [record.signal for record in signals.records(before.answer) if not record.is_dismissed]
        yield from ended_signals(visible, now.active)


def _was_dismissed(record: SignalRecord, since: date) -> bool:
    return record.is_dismissed and to_date(day_of_time(record.events[-1].at)) >= since


def _of_lists(since: date) -> Iterator[TodayLine]:
    """Yield the lists published since, with their corrections."""
    if session.scope().role not in LIST_READERS:
        return
    for publication in indices.scoped().publications():
        if to_date(day_of_time(publication.at)) >= since:
            kind = TodayKind.CORRECTED if publication.number else TodayKind.PUBLISHED
            text = words.PUBLISHED.format(month=month_text(publication.month), label=publication.label)
            yield TodayLine(kind, None, text, publication.reason, page="indices")
