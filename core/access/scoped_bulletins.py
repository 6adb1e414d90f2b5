"""Bulletins as one viewer may see, make, sign and issue them.

Whoever works with lists of stations sees and drafts the bulletins of the units in their scope. A chief or an inspector
signs those; a station's chief signs the station's own. Nobody signs what they wrote (core/bulletins/drafts.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from core.access.context import ScopedInterface
from core.access.roles import Role
from core.access.viewer import AccessRefused
from core.bulletins.corrections import CorrectedFigure, corrections_since, current_document, issued_document
from core.bulletins.document import BulletinDocument
from core.bulletins.drafts import (
    approve_draft,
    drop_draft,
    edit_draft,
    issue_draft,
    make_draft,
    refresh_draft,
    return_draft,
)
from core.bulletins.issue import Act, subject_of, whole_document
from core.bulletins.kind_model import BulletinKind
from core.bulletins.load import BulletinRules
from core.bulletins.periods import PeriodChoice, recent_periods
from core.bulletins.self_audit import AuditResult, audit_document
from core.engine import Engine
from core.store.bulletin_drafts import WRITING, Draft, DraftAct, draft, drafts, open_draft
from core.store.bulletin_rules import own_template
from core.store.bulletins import BulletinSubject, IssuedBulletin, editions, issued_bulletin, issued_bulletins
from core.store.units import UnitRef

WRITERS = (Role.INSPECTOR, Role.CHIEF, Role.STATION)
_NOT_YOURS = "通报由督察、局长和派出所所长起草、签发。"
_NOT_SEEN = "没有这份通报，或不在您的查看范围内。"
_NOT_SIGNED_BY_YOU = "签发、退回和印发由另一位督察或局长（本所的由所长）办理。"


class ScopedBulletins(ScopedInterface):
    """Bulletins that one viewer may see, and the steps that the viewer may take with them."""

    def rules(self) -> BulletinRules:
        """Returns the kinds and the rules of sentences."""
        return self._engine.bulletin_rules()

    def kinds(self) -> dict[str, BulletinKind]:
        """Returns the kinds that are about a unit in the scope."""
        return {name: kind for name, kind in self.rules().kinds.items() if self.units(kind)}

    def units(self, kind: BulletinKind) -> list[UnitRef]:
        """Returns the units in the scope that a kind is about, the viewer's own first."""
        self._check_role()
        root = self._request.units.root
        below = [unit for unit in self._request.units.units.values() if unit.id != root.id]
        return [unit for unit in (root, *below) if unit.kind in kind.unit_kinds]

    def periods(self, kind: BulletinKind, count: int) -> list[PeriodChoice]:
        """Returns the last periods of a kind, the newest first."""
        catalogue = self._engine.catalogue
        return recent_periods(kind, self._engine.as_of(kind.kpis(catalogue)), catalogue.reporting_calendar, count)

    def preview(self, kind: str, period: str, unit: int) -> BulletinDocument:
        """Returns a bulletin as it would be drafted now. Raises AccessRefused outside the scope."""
        self._check_role()
        code = self._request.unit(unit).code
        with self._engine.reading():
            return whole_document(self._engine, self.rules(), kind, period, code)

    def template(self) -> bytes:
        """Returns the bureau's own Word template; empty where it has none."""
        with self._engine.reading():
            return own_template(self._engine.store.conn).content

    def audit(self, document: BulletinDocument) -> AuditResult:
        """Returns whether all figures of a bulletin hold."""
        return audit_document(document, self._engine.catalogue)

    def status(self, document: BulletinDocument) -> tuple[Draft | None, list[IssuedBulletin]]:
        """Returns the open draft of a bulletin's subject, if there is one, and what was issued of it."""
        self._check_role()
        subject = subject_of(self._engine, document)
        self._check_unit(subject)
        with self._engine.reading():
            connection = self._engine.store.conn
            return open_draft(connection, subject), editions(connection, subject)

    def issued(self) -> list[IssuedBulletin]:
        """Returns what was issued of the units in the scope, the newest first."""
        self._check_role()
        with self._engine.reading():
            listed = issued_bulletins(self._engine.store.conn)
        return [bulletin for bulletin in listed if bulletin.subject.unit in self._request.units.units]

    def issued_document(self, number: int) -> tuple[IssuedBulletin, BulletinDocument]:
        """Returns an issued bulletin as it was issued. Raises AccessRefused, or StoreError if it was changed."""
        self._check_role()
        with self._engine.reading():
            try:
                bulletin = issued_bulletin(self._engine.store.conn, number)
            except LookupError:
                raise AccessRefused(_NOT_SEEN) from None
        self._check_unit(bulletin.subject)
        return bulletin, issued_document(bulletin)

    def corrections(self, document: BulletinDocument) -> list[CorrectedFigure]:
        """Returns what of an issued bulletin reads otherwise now. Raises AccessRefused outside the scope."""
        self._check_role()
        self._request.unit(document.unit_code)
        with self._engine.reading():
            return corrections_since(document, current_document(self._engine, self.rules(), document))

    def drafts(self) -> list[Draft]:
        """Returns the open drafts of the units in the scope, the newest first."""
        self._check_role()
        with self._engine.reading():
            listed = drafts(self._engine.store.conn)
        return [draft for draft in listed if draft.is_open and draft.subject.unit in self._request.units.units]

    def draft(self, number: int) -> Draft:
        """Returns a draft. Raises AccessRefused, or StoreError if it was changed."""
        self._check_role()
        with self._engine.reading():
            return self._visible(self._engine, number)

    def allowed_acts(self, named: Draft) -> list[DraftAct]:
        """Returns what the viewer may do with a draft now."""
        if self._request.scope.role not in WRITERS or not named.is_open:
            return []
        acts = [DraftAct.EDITED]
        if self._may_sign(named.subject) and self._actor() not in named.writers:
            if named.state in WRITING:
                acts += [DraftAct.APPROVED]
            if named.state is DraftAct.APPROVED:
                acts += [DraftAct.ISSUED]
            if named.state is not DraftAct.RETURNED:
                acts += [DraftAct.RETURNED]
        return [*acts, DraftAct.DROPPED]

    def make(self, writer: Engine, asked: tuple[str, str, int], now: int, reason: str = "") -> Draft:
        """Drafts a bulletin, asked for by kind, period and unit; of what was issued a correction, for a reason."""
        self._check_role()
        kind, period, unit = asked
        code = self._request.unit(unit).code
        return make_draft(writer, self.rules(), kind, period, code, Act(self._actor(), now, reason))

    def edit(self, writer: Engine, number: int, texts: Mapping[str, str], now: int, seen: int | None = None) -> Draft:
        """Writes into the sections that are left to people, as seen after so many steps.

        Raises AccessRefused, StoreError.
        """
        self._check_act(writer, number, DraftAct.EDITED)
        return edit_draft(writer, number, texts, Act(self._actor(), now), seen)

    def refresh(self, writer: Engine, number: int, now: int) -> Draft:
        """Makes a draft's figures anew. Raises AccessRefused, StoreError."""
        self._check_act(writer, number, DraftAct.EDITED)
        return refresh_draft(writer, self.rules(), number, Act(self._actor(), now))

    def decide(self, writer: Engine, number: int, step: DraftAct, act: tuple[int, str]) -> Draft:
        """Signs, gives back or drops a draft; `act` is the time and the reason. Raises AccessRefused, StoreError."""
        self._check_act(writer, number, step)
        done = Act(self._actor(), *act)
        if step is DraftAct.APPROVED:
            return approve_draft(writer, self.rules(), number, done)
        return return_draft(writer, number, done) if step is DraftAct.RETURNED else drop_draft(writer, number, done)

    def issue(self, writer: Engine, number: int, now: int, place: int | None = None) -> IssuedBulletin:
        """Issues a signed draft, under the 发文字号 of a `place` in the year. Raises AccessRefused, StoreError."""
        self._check_act(writer, number, DraftAct.ISSUED)
        return issue_draft(writer, self.rules(), number, Act(self._actor(), now), place)

    def _actor(self) -> str:
        viewer = self._request.viewer
        return f"{viewer.name}（{viewer.actor}）"

    def _may_sign(self, subject: BulletinSubject) -> bool:
        """True of a chief and an inspector; of a station's chief for the station alone."""
        is_chief_of_it = self._request.scope.unit == subject.unit
        return self._request.scope.role is not Role.STATION or is_chief_of_it

    def _check_role(self) -> None:
        if self._request.scope.role not in WRITERS:
            raise AccessRefused(_NOT_YOURS)

    def _check_unit(self, subject: BulletinSubject) -> None:
        if subject.unit not in self._request.units.units:
            raise AccessRefused(_NOT_SEEN)

    def _visible(self, source: Engine, number: int) -> Draft:
        try:
            named = draft(source.store.conn, number)
        except LookupError:
            raise AccessRefused(_NOT_SEEN) from None
        self._check_unit(named.subject)
        return named

    def _check_act(self, writer: Engine, number: int, step: DraftAct) -> None:
        """Lets pass what the viewer may do with a draft as it stands now."""
        self._check_role()
        if step not in self.allowed_acts(self._visible(writer, number)):
            raise AccessRefused(_NOT_SIGNED_BY_YOU)
