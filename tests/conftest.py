"""What many tests share: a small demo bureau, made once by the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings

from dashboards.cli.command import cli
from tests.support.demo import DEMO_AS_OF

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo database, not to be written to."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    result = CliRunner().invoke(
        cli, ["demo", "--size", "small", "--as-of", DEMO_AS_OF, "--db", str(path), "--no-serve"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return path
