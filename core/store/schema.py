"""The fixed tables, as migrations: each runs in one transaction together with its record.

The tables of records and the cube follow the catalogue and are made in `catalogue_tables.py`.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from core.catalogue.cross_checks import UNIT_KINDS
from core.store import (
    access_tables,
    account_tables,
    batch_tables,
    bulletin_cells,
    bulletin_draft_tables,
    bulletin_rule_tables,
    bulletin_tables,
    class_tables,
    confirmations,
    data_source_tables,
    instruction_tables,
    mapping_tables,
    publication_tables,
    refused_tables,
    sealed_tables,
    sign_on_tables,
    signal_tables,
    trail_chain,
    unit_tables,
)
from core.store.unit_history import FIRST_DAY, LAST_DAY

migrations = Migrations("fengjing")

_KINDS = ", ".join(f"'{kind}'" for kind in UNIT_KINDS)

_FIRST_TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER bureau_kind_is_for_ever BEFORE UPDATE ON meta WHEN OLD.key = 'demo'
  BEGIN SELECT RAISE(ABORT, 'a database is generated or real, never both'); END;
CREATE TRIGGER bureau_kind_stays BEFORE DELETE ON meta WHEN OLD.key = 'demo'
  BEGIN SELECT RAISE(ABORT, 'a database is generated or real, never both'); END;

CREATE TABLE catalogue_file (
  name TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, text TEXT NOT NULL
) STRICT;

CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  kind TEXT NOT NULL CHECK (kind IN ({_KINDS})),
  parent INTEGER REFERENCES unit (id),
  setting TEXT CHECK (setting IN ('urban', 'town', 'rural')),
  polygon TEXT CHECK (polygon IS NULL OR json_valid(polygon)),
  CHECK (parent <> id),
  UNIQUE (parent, name)
) STRICT;
CREATE UNIQUE INDEX one_root ON unit (ifnull(parent, 0)) WHERE parent IS NULL;
CREATE TABLE unit_ancestor (
  unit INTEGER NOT NULL REFERENCES unit (id),
  ancestor INTEGER NOT NULL REFERENCES unit (id),
  kind TEXT NOT NULL,
  PRIMARY KEY (unit, ancestor)
) STRICT, WITHOUT ROWID;

CREATE TABLE officer (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 32),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  measure TEXT NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  value INTEGER NOT NULL CHECK (value >= 0),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
  CHECK (first <= last),
  PRIMARY KEY (measure, unit, first, last)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (
  kind TEXT NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  CHECK (first <= last),
  PRIMARY KEY (kind, unit, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  id TEXT PRIMARY KEY,
  zh TEXT NOT NULL,
  covers_to INTEGER NOT NULL,
  loaded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  action TEXT NOT NULL CHECK (length(action) > 0),
  detail TEXT NOT NULL,
  data_version INTEGER NOT NULL
) STRICT;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is kept'); END;
CREATE TRIGGER audit_is_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is fixed'); END;
"""


def run_statements(db: Database, script: str) -> None:
    """Run a script statement by statement, inside the open transaction (executescript would commit it)."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        is_complete = statement.rstrip().endswith(";")
        if is_complete and ("CREATE TRIGGER" not in statement or "END;" in statement):
            db.execute(statement)
            statement = ""


@migrations()
def m001_first_tables(db: Database) -> None:
    """Units, officers, ledger, coverage, sources, audit."""
    run_statements(db, _FIRST_TABLES)


@migrations()
def m002_publications(db: Database) -> None:
    """Publications, sealed."""
    run_statements(db, publication_tables.TABLES)


@migrations()
def m003_access(db: Database) -> None:
    """Accounts, kiosks, sessions, guesses of passwords."""
    run_statements(db, access_tables.TABLES)


@migrations()
def m005_refused_rows(db: Database) -> None:
    """Counts of refused rows by days."""
    run_statements(db, refused_tables.TABLES)


@migrations()
def m006_instructions(db: Database) -> None:
    """The events of instructions."""
    run_statements(db, instruction_tables.TABLES)


@migrations()
def m007_signals(db: Database) -> None:
    """Steps about signals."""
    run_statements(db, signal_tables.TABLES)


@migrations()
def m009_single_sign_on(db: Database) -> None:
    """People who come by single sign-on."""
    run_statements(db, sign_on_tables.TABLES)


@migrations()
def m010_sealed(db: Database) -> None:
    """Triggers that let nothing replace a line of the trail, nor the kind of database."""
    run_statements(db, sealed_tables.TRIGGERS)


@migrations()
def m011_batches(db: Database) -> None:
    """Batches of data, what stood before each, and notes of refused rows by batch."""
    run_statements(db, batch_tables.TABLES)
    run_statements(db, batch_tables.NOTES)


@migrations()
def m012_mappings(db: Database) -> None:
    """Mappings, and what figures rest on that no file said."""
    run_statements(db, mapping_tables.TABLES)


@migrations()
def m013_data_sources(db: Database) -> None:
    """Databases and watched folders that are read on a schedule."""
    run_statements(db, data_source_tables.TABLES)


@migrations()
def m014_accounts(db: Database) -> None:
    """Administrators, second factors, age of passwords, devices, and the chain of the trail."""
    run_statements(db, account_tables.TABLES)
    account_tables.allow_more_roles(db)
    trail_chain.chain_lines(db)


@migrations()
def m015_unit_history(db: Database) -> None:
    """Changes of units from a day on, and batches that are such changes."""
    run_statements(db, unit_tables.TABLES)
    for unit, ancestors in _ancestors(db).items():
        for ancestor, kind in ancestors:
            days = [FIRST_DAY, LAST_DAY, 0]
            db.execute("INSERT INTO unit_ancestor VALUES (?, ?, ?, ?, ?, ?)", [unit, ancestor, kind, *days])
    run_statements(db, unit_tables.BATCH_ACTS)


def _ancestors(db: Database) -> dict[int, list[tuple[int, str]]]:
    """Each unit with itself and all above it, and their kinds."""
    units = {row[0]: row[1:] for row in db.execute("SELECT id, parent, kind FROM unit").fetchall()}
    found: dict[int, list[tuple[int, str]]] = {}
    for unit in units:
        above: int | None = unit
        while above is not None:
            parent, kind = units[above]
            found.setdefault(unit, []).append((above, kind))
            above = parent
    return found


@migrations()
def m016_bulletins(db: Database) -> None:
    """Issued bulletins, sealed."""
    run_statements(db, bulletin_tables.TABLES)


@migrations()
def m019_departments(db: Database) -> None:
    """Accounts of departments, each bound to a field of work."""
    run_statements(db, account_tables.DOMAINS)
    account_tables.allow_departments(db)


@migrations()
def m020_bulletin_drafts(db: Database) -> None:
    """Steps of bulletins before they are issued."""
    run_statements(db, bulletin_draft_tables.TABLES)


@migrations()
def m021_bulletin_rules(db: Database) -> None:
    """Kinds, sentence rules and Word templates of bulletins that are the bureau's own."""
    run_statements(db, bulletin_rule_tables.TABLES)


@migrations()
def m022_confirmations(db: Database) -> None:
    """Rows that a later batch brought again, by their ids."""
    run_statements(db, confirmations.TABLE)


@migrations()
def m023_bulletin_cells(db: Database) -> None:
    """The protected amounts that issued bulletins rest on."""
    run_statements(db, bulletin_cells.TABLES)


@migrations()
def m024_classes(db: Database) -> None:
    """Classes of a trainer, with questions, seats and answers: in demonstrations alone."""
    run_statements(db, class_tables.TABLES)


@migrations()
def m025_class_doors(db: Database) -> None:
    """Add when the door of a class was shut, so that nobody joins any more."""
    run_statements(db, class_tables.DOORS)


@migrations()
def m026_time_in_index(db: Database) -> None:
    """Drop the indexes of records by unit and day: they are made anew with the time once all else is as declared."""
    by_unit = "type = 'index' AND tbl_name GLOB 'fact_*' AND name = tbl_name || '_unit'"
    for (name,) in db.execute(f"SELECT name FROM sqlite_master WHERE {by_unit}").fetchall():
        db.execute(f"DROP INDEX {name}")


@migrations()
def m027_sealed_cells(db: Database) -> None:
    """Let nothing replace the amounts that issued bulletins rest on."""
    run_statements(db, bulletin_cells.SEAL)


LATEST = 27  # the number of the last migration above
