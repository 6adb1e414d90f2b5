"""Deliveries due now: for each rule the newest period that is over, made or taken as issued, delivered once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from core.bulletins.build import period_to_ask
from core.bulletins.corrections import issued_document
from core.bulletins.delivery.mail import Attachment, letter, send
from core.bulletins.delivery.settings import DeliverySettings, DueRule
from core.bulletins.document import BulletinDocument
from core.bulletins.drafts import draft_document, make_draft
from core.bulletins.formats.marks import DRAFT, Imprint, imprint_of
from core.bulletins.formats.write import file_content
from core.bulletins.issue import Act, IssuingSource
from core.bulletins.kind_model import BulletinKind
from core.bulletins.load import BulletinRules
from core.catalogue.model import Catalogue
from core.metrics.reporting_period import PeriodError, resolve_period
from core.store.bulletin_drafts import open_draft
from core.store.bulletin_rules import own_template
from core.store.bulletins import BulletinSubject, IssuedBulletin, editions
from core.store.sqlite import StoreError
from core.store.trail import trail_transaction
from core.store.whole_file import write_whole
from core.time.days import to_date
from core.time.reporting_calendar import MONTHS_A_YEAR

if TYPE_CHECKING:
    from sqlite3 import Connection

TRAIL_ACTION = "bulletin_run"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Delivered(NamedTuple):
    """The outcome of a rule: in words (Chinese), and whether it went wrong."""

    text: str
    is_failure: bool = False


class Paper(NamedTuple):
    """A document to deliver: the document, and the issue that it is of, None of a draft."""

    document: BulletinDocument
    issued: IssuedBulletin | None

    @property
    def label(self) -> str:
        """The title with its number, or that it is a draft."""
        return f"{self.document.title}（{'草稿' if self.issued is None else f'第 {self.issued.id} 号'}）"

    @property
    def imprint(self) -> Imprint:
        """The imprint of a copy."""
        return DRAFT if self.issued is None else imprint_of(self.issued)

    def file_name(self, ending: str) -> str:
        """The name of a file that no other bulletin has."""
        number = "草稿" if self.issued is None else f"第{self.issued.id}号"
        return f"{_UNSAFE.sub('_', self.document.title)}-{number}{ending}"


def newest_period(kind: BulletinKind, catalogue: Catalogue, as_of: date) -> str:
    """Return the newest period of a kind that is over on a day, as it is asked for."""
    calendar = catalogue.reporting_calendar
    if kind.period == "day":
        return as_of.isoformat()
    if kind.period == "week":
        monday = as_of - timedelta(days=(as_of.weekday() + 1) % 7 + 6)
        return period_to_ask(kind, monday, calendar)
    month = calendar.last_complete_month(as_of)
    months = {"month": 1, "quarter": 3, "year": MONTHS_A_YEAR}[kind.period]
    first = (month + 1) // months * months - months  # of the newest stretch that ends with or before the month
    if kind.period == "year":
        return str(first // MONTHS_A_YEAR)
    return period_to_ask(kind, to_date(calendar.month_days(first)[0]), calendar)


def run_due(source: IssuingSource, rules: BulletinRules, settings: DeliverySettings, act: Act) -> Iterator[Delivered]:
    """Deliver what is due, rule by rule; one that fails keeps no other back, and is due again the next time."""
    for rule in settings.due:
        try:
            yield from _run_rule(source, rules, settings, rule, act)
        except (StoreError, LookupError, PeriodError, OSError) as error:
            yield Delivered(f"{rule.kind}：{error}", is_failure=True)


def _run_rule(
    source: IssuingSource, rules: BulletinRules, settings: DeliverySettings, rule: DueRule, act: Act
) -> Iterator[Delivered]:
    paper = _paper(source, rules, rule, act)
    if paper is None:
        yield Delivered(f"{rule.kind}：最近一期还没有印发")
        return
    connection = source.store.conn
    template = own_template(connection).content
    files = [
        Attachment(paper.file_name(ending), ending, file_content(paper.document, paper.imprint, ending, template))
        for ending in rule.formats
    ]
    if rule.folder is not None:
        yield _once(connection, f"{paper.label} → {rule.folder}", act, lambda: _write_files(rule, files))
    if rule.mail:
        server = settings.smtp
        assert server is not None  # the settings are refused without one
        text = f"{paper.label}\n{paper.document.bureau}\n"
        message = letter(server, rule.mail, paper.document.title, text, files, act.at)
        key = f"{paper.label} → {'、'.join(rule.mail)}"
        yield _once(connection, key, act, lambda: send(server, message))


def _paper(source: IssuingSource, rules: BulletinRules, rule: DueRule, act: Act) -> Paper | None:
    """Return what the rule delivers; None where it waits for the issue. Makes the draft if there is none yet."""
    connection, kind_id = source.store.conn, rules.kind_id(rule.kind)
    kind, unit = rules.kinds[kind_id], source.unit(rule.unit)
    as_of = source.as_of(kind.kpis(source.catalogue))
    period = newest_period(kind, source.catalogue, as_of)
    window = resolve_period(period, as_of, source.catalogue.reporting_calendar).full_window
    subject = BulletinSubject(kind_id, unit.id, window.first, window.last)
    issued = editions(connection, subject)
    if rule.what == "issued":
        return Paper(issued_document(issued[-1]), issued[-1]) if issued else None
    if issued:
        return None
    draft = open_draft(connection, subject) or make_draft(source, rules, kind_id, period, rule.unit, act)
    return Paper(draft_document(draft), None)


def _once(connection: Connection, key: str, act: Act, deliver: Callable[[], None]) -> Delivered:
    """Deliver unless the trail says that it was done; then write it there."""
    query = "SELECT 1 FROM audit WHERE action = ? AND detail = ? LIMIT 1"
    if connection.execute(query, [TRAIL_ACTION, key]).fetchone():
        return Delivered(f"{key}：已经出过")
    deliver()
    with trail_transaction(connection, actor=act.actor, action=TRAIL_ACTION, detail=key, now=act.at):
        pass
    return Delivered(f"{key}：已出")


def _write_files(rule: DueRule, files: list[Attachment]) -> None:
    """Write each file whole. Others write there too: a link that lies in its place is replaced, not followed."""
    assert rule.folder is not None
    if not rule.folder.is_dir():
        raise StoreError(f"没有文件夹 {rule.folder}")
    for file in files:
        write_whole(rule.folder / file.name, file.content)
