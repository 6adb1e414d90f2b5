"""The project's own promises: what it declares, pins and installs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

ROOMS = ("core", "dashboards", "seed")
EXTRAS = ("oidc", "postgres", "mysql", "documents")  # what users get besides
OPTIONAL = ("duckdb", "spark")  # what nobody gets unasked
LOCKS = {"requirements.lock": ("build", *EXTRAS), "requirements-test.lock": ("build", *EXTRAS, "test")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Modules that go by another name than their package; what no module imports, with the reason.
MODULE = {
    "argon2-cffi": "argon2",
    "prometheus-client": "prometheus_client",
    "python-calamine": "python_calamine",
    "python-docx": "docx",
    "python-pptx": "pptx",
    "sqlite-utils": "sqlite_utils",
}
NOT_IMPORTED = {
    "psycopg": "SQLAlchemy speaks to PostgreSQL by it",
    "pymysql": "SQLAlchemy speaks to MySQL and MariaDB by it",
    "python-multipart": "starlette reads forms with files by it",
}


@cache
def tracked() -> tuple[Path, ...]:
    """The project's files: what is under version control or about to be, and not what is made or ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in listed.splitlines() if (path := ROOT / name).is_file())


@cache
def imported(*rooms: str) -> frozenset[str]:
    """First names of all modules that the rooms import."""
    sources = (path for path in tracked() if path.suffix == ".py" and in_rooms(path, rooms))
    return frozenset(name for path in sources for name in imports_of(path))


def in_rooms(path: Path, rooms: tuple[str, ...]) -> bool:
    return path.relative_to(ROOT).parts[0] in rooms


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def declared(*extras: str) -> dict[str, Requirement]:
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def pinned(lock: str) -> dict[str, Version]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name): Version(version) for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.M)}


@pytest.mark.parametrize("package", sorted(declared(*EXTRAS)))
def test_every_dependency_is_used_or_says_why_not(package: str) -> None:
    used = MODULE.get(package, package) in imported(*ROOMS)
    assert used != (package in NOT_IMPORTED), "drop it from pyproject.toml, or say in NOT_IMPORTED why it stays"


def test_every_import_is_declared() -> None:
    packages = {MODULE.get(package, package) for package in declared(*EXTRAS, *OPTIONAL)}
    known = packages | set(sys.stdlib_module_names) | set(ROOMS)
    assert imported(*ROOMS) <= known


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_what_is_declared(lock: str) -> None:
    pins = pinned(lock)
    wrong = [
        str(requirement)
        for package, requirement in declared(*LOCKS[lock]).items()
        if package not in pins or not requirement.specifier.contains(pins[package])
    ]
    assert not wrong, "renew the locks by the command in their first lines"


def test_tests_run_on_the_versions_that_users_get() -> None:
    users, tests = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert users.items() <= tests.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_a_hash_for_every_pin_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.-]+==.*\n(?: {4}--hash=sha256:[0-9a-f]{64}.*\n)?", text, re.M)
    assert all("--hash" in pin for pin in pins)
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|@", text)


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    written = [path for path in tracked() if path.suffix in (".py", ".js", ".css", ".toml")]
    lengths = {str(path.relative_to(ROOT)): path.read_bytes().count(b"\n") for path in written}
    assert not {name: lines for name, lines in lengths.items() if lines > 400}


def test_ci_runs_what_anybody_can_run() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert commands[-1] == "exec python3 bootstrap.py test"
    assert os.access(script, os.X_OK)


def test_one_writer_for_every_table_that_leaves() -> None:
    """Only there is a text that begins like a formula kept from being run."""
    writers = {"csv.writer", "csv.DictWriter", ".to_csv", ".to_excel", "xlsxwriter"}
    files = [path for path in tracked() if path.suffix == ".py" and in_rooms(path, ("core", "dashboards", "seed"))]
    found = {str(path.relative_to(ROOT)) for path in files if any(name in path.read_text("utf-8") for name in writers)}
    assert found == {
        "core/export.py",
        "core/intake/refused_file.py",  # a workbook with colours, whose cells it asks `is_formula` of
        "dashboards/setup/unit_rows.py",  # typed units, read again at once: an apostrophe would become part of a name
    }


def test_boards_keep_to_themselves() -> None:
    told = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert told["browser"]["gatherUsageStats"] is False
    assert told["server"]["address"] == "127.0.0.1"


def test_bootstrap_tells_its_commands_and_touches_nothing() -> None:
    done = subprocess.run([sys.executable, ROOT / "bootstrap.py"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert all(command in done.stderr for command in ("demo", "start", "install", "test", "quick", "wheels"))


def test_a_wall_waits_for_no_library_of_the_desks() -> None:
    """What `fengjing serve` imports before it answers, and the chief's page after: they cost a second of the start."""
    page = (ROOT / "dashboards" / "pages" / "chief" / "page.py").read_text(encoding="utf-8")
    lines = [f"{ast.unparse(node)}" for node in ast.parse(page).body if isinstance(node, ast.Import | ast.ImportFrom)]
    told = "import sys; print(*sys.modules)"
    code = "\n".join(["import dashboards.cli.command, dashboards.app", *lines[1:], told])
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    large = {"pandas", "pyarrow", "altair", "pydeck", "scipy.stats", "scipy.optimize", "faker"}
    assert large.isdisjoint(run.stdout.split()) and "dashboards.pages.chief.tiles" in run.stdout.split()


def test_months_are_asked_of_the_bureaus_calendar() -> None:
    """Only `core.time` and the generator, whose bureaus count by the calendar, know the days of a calendar month."""
    by_the_wall = {"month_days", "month_number", "monthrange"}
    modules = [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(ROOT / "core")]
    modules += [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(ROOT / "dashboards")]
    found = [
        str(path.relative_to(ROOT))
        for path in modules
        if not path.is_relative_to(ROOT / "core/time")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and by_the_wall & {alias.name for alias in node.names}
    ]
    assert found == ["core/metrics/reporting_period.py"]  # the same day of another month, whatever the months
