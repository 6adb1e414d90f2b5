"""Say what each step of the first run does to the database, and the page that answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from starlette.responses import RedirectResponse, Response

from core.access.accounts import AccountError, add_first_account
from core.access.client import Client
from core.access.first_run import ACTOR, FirstRunStep, first_run_step
from core.access.roles import Role
from core.access.sign_in import sign_in
from core.access.viewer import Scope
from core.intake.fields import UNITS
from core.intake.importer import ImportReport, import_file
from core.intake.refusal import FileRefused
from core.intake.upload import Upload, on_disk
from core.store.create import DatabaseExists, check_bureau_name, create_store, require_vacant
from core.store.first_units import rename_bureau, withdraw_units
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.store import ROOT, Store
from core.store.units import unit_tree
from dashboards.i18n.words import setup as words
from dashboards.server.shown_database import served_path
from dashboards.setup import encryption, pages
from dashboards.setup.pages import Notice
from dashboards.setup.unit_rows import TypedUnit, UnitLine, as_file, refused_lines

CONFLICT, UNUSABLE = 409, 422
SEE_OTHER = 303
SETUP_PATH = "/setup"
AFTERWARDS = "/steward"  # where the first figures are brought in


def next_step() -> FirstRunStep:
    """Return the step to do next; the last one where all are done, whose page the middleware then answers."""
    return first_run_step(served_path()) or FirstRunStep.ACCOUNT


@contextmanager
def _opened() -> Iterator[Store]:
    store = open_store(served_path(), now=_now())
    try:
        yield store
    finally:
        store.close()


def _now() -> int:
    return int(time.time())


def address_of(step: FirstRunStep) -> str:
    """Return the address of a step's page."""
    return f"{SETUP_PATH}/{step}"


def _to(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER)


def show_bureau() -> Response:
    """Show the page of the bureau's name."""
    if next_step() is FirstRunStep.BUREAU:
        return pages.bureau_page(None)
    with _opened() as store:
        return pages.bureau_page(store.bureau)


def name_bureau(name: str, *, is_new: bool, is_encrypted: bool = False) -> Response:
    """Make the database, or rename the bureau in it; whoever comes second is told who was first."""
    name = " ".join(name.split())
    try:
        if is_new:
            require_vacant(served_path())
            check_bureau_name(name)
            key = encryption.key_for_new(is_chosen=is_encrypted)
            create_store(served_path(), bureau=name, demo=False, now=_now(), actor=ACTOR, key=key).close()
        else:
            with _opened() as store:
                rename_bureau(store, name, actor=ACTOR, now=_now())
    except DatabaseExists:
        with _opened() as store:
            notice = Notice(words.BUREAU_TAKEN.format(bureau=store.bureau))
            return pages.units_page(unit_tree(store), notice, status=CONFLICT)
    except StoreError as error:
        old = None if is_new else name
        return pages.bureau_page(old, name, Notice(str(error)), UNUSABLE, is_encrypted=is_encrypted)
    return _to(address_of(FirstRunStep.UNITS))


def show_units(fault: str = "") -> Response:
    """Show the page of units."""
    if next_step() is FirstRunStep.BUREAU:
        return _to(address_of(FirstRunStep.BUREAU))
    with _opened() as store:
        return pages.units_page(unit_tree(store), Notice(fault), status=UNUSABLE if fault else 200)


def add_typed_units(units: Sequence[TypedUnit]) -> Response:
    """Add the units that were typed; those that were not taken stand in their rows with the reasons."""
    if not units:
        return show_units(words.UNITS_NONE)
    with _opened() as store:
        try:
            report = _import(store, as_file(units))
        except StoreError as error:
            lines = [UnitLine(unit) for unit in units]
            return pages.units_page(unit_tree(store), Notice(str(error)), lines=lines, status=UNUSABLE)
        lines = refused_lines(units, report.refused)
        return pages.units_page(unit_tree(store), _notice(report), lines=lines, status=_status(report))


def add_units_of_file(upload: Upload) -> Response:
    """Add the units of a file; what was not taken is told by its causes."""
    with _opened() as store:
        try:
            report = _import(store, upload)
        except FileRefused as refused:
            notice = Notice(words.UNITS_FILE_REFUSED.format(file=refused.file))
            return pages.units_page(unit_tree(store), notice, refusals=refused.refusals, status=UNUSABLE)
        except StoreError as error:
            return pages.units_page(unit_tree(store), Notice(str(error)), status=UNUSABLE)
        return pages.units_page(unit_tree(store), _notice(report), refusals=report.refused, status=_status(report))


def _import(store: Store, upload: Upload) -> ImportReport:
    with on_disk(upload) as path:
        return import_file(store, UNITS, path, now=_now(), actor=ACTOR)


def _notice(report: ImportReport) -> Notice:
    added = words.UNITS_ADDED.format(new=report.new) if report.new or report.refused else words.UNITS_SAME
    if not report.refused:
        return Notice(added, is_fault=False)
    return Notice(added + words.UNITS_REFUSED.format(rows=report.refused_rows))


def _status(report: ImportReport) -> int:
    return UNUSABLE if report.refused else 200


def take_out_units() -> Response:
    """Take all units out again, to begin anew."""
    with _opened() as store:
        try:
            count = withdraw_units(store, actor=ACTOR, now=_now())
        except StoreError as error:
            return pages.units_page(unit_tree(store), Notice(str(error)), status=CONFLICT)
        return pages.units_page(unit_tree(store), Notice(words.UNITS_TAKEN_OUT.format(count=count), is_fault=False))


def show_account() -> Response:
    """Show the page of the first account; before there are units, theirs."""
    step = next_step()
    if step is not FirstRunStep.ACCOUNT:
        return _to(address_of(step))
    with _opened() as store:
        return pages.account_page(store.bureau)


def make_account(name: str, password: str, again: str, *, client: Client, seconds: int) -> tuple[Response, str | None]:
    """Make the first account and sign it in; return the answer, and the token of the session where it was made."""
    with _opened() as store:
        if password != again:
            return pages.account_page(store.bureau, name, Notice(words.ACCOUNT_DIFFERENT), UNUSABLE), None
        try:
            scope = Scope(Role.STEWARD, ROOT)
            add_first_account(store.conn, name, scope, password, actor=ACTOR, now=_now())
        except AccountError as error:
            return pages.account_page(store.bureau, name, Notice(str(error)), UNUSABLE), None
        result = sign_in(store.conn, name, password, client, now=_now(), seconds=seconds)
        return _to(AFTERWARDS), result.token
