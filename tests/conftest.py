"""What many tests share: a small demo bureau, made once by the command."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings

from dashboards.cli.command import cli
from tests.support.demo import DEMO_AS_OF
from tests.support.examples import ORDINARY
from tests.support.made_once import made_once
from tests.support.scaled_boards import scaled_board
from tests.support.small_boards import make_small_board

settings.load_profile(ORDINARY)  # unless --hypothesis-profile names another

GARBAGE_AFTER = 20_000  # objects made: Python looks for rubbish after 700, which is a tenth of a test's time
SLOW_AS_A_WHOLE = re.compile(r"^pytestmark = pytest\.mark\.slow\b", re.MULTILINE)
BROWSER_UNTIL = 0.85  # of all other files are begun when the last of the browser's is
gc.disable()  # while the tests are collected: what is made then stays


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files that are slow as a whole unread where slow tests are not asked for: what they load takes seconds."""
    if "not slow" not in config.option.markexpr or not collection_path.match("test_*.py"):
        return None
    return bool(SLOW_AS_A_WHOLE.search(collection_path.read_text("utf-8"))) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the browser's files, whose tests wait half of their time, take turns with those that keep a core at work.

    The benchmarks' come before all: an event loop of theirs cannot run in a process that drives a browser. Core's are
    the shortest, so they come last and the browser's are over before: no worker is left with a long one.
    """
    files = list(dict.fromkeys(map(_file, items)))
    waiting = [name for name in files if name.startswith("tests/browser/")]
    working = sorted((name for name in files if name not in waiting), key=lambda name: name.startswith("tests/core/"))
    places = {name: index / len(working) for index, name in enumerate(working)}
    places |= {name: index / len(waiting) * BROWSER_UNTIL for index, name in enumerate(waiting)}
    places |= {name: -1 for name in files if name.startswith("tests/benchmarks/")}
    items.sort(key=lambda item: places[_file(item)])


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def pytest_collection_finish() -> None:
    """Leave what was loaded and collected out of the search for rubbish: it stays to the end."""
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    gc.enable()


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo database, not to be written to."""

    def make(path: Path) -> None:
        asking = ["demo", "--calm", "--size", "small", "--as-of", DEMO_AS_OF, "--db", str(path), "--no-serve"]
        result = CliRunner().invoke(cli, asking, catch_exceptions=False)
        assert result.exit_code == 0, result.output

    return made_once(tmp_path_factory, "demo.db", make)


@pytest.fixture(scope="session")
def small_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small board file, not to be written to."""
    return made_once(tmp_path_factory, "small_board.db", make_small_board)


@pytest.fixture
def versions(small_board: Path, tmp_path: Path) -> list[Path]:
    """Three versions of a small board, each with all its sums ten, eleven and twelve times the first's."""
    return [scaled_board(small_board, tmp_path / f"v{factor}.db", factor) for factor in (10, 11, 12)]


@pytest.fixture(scope="session")
def demo_board(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board file built of the small demo database, not to be replaced."""
    from tests.support.state_world import board_of  # here, since few tests need what it loads

    def make(path: Path) -> None:
        board_of(demo_db, tmp_path_factory.mktemp("facts")).rename(path)

    return made_once(tmp_path_factory, "demo-board.db", make)
