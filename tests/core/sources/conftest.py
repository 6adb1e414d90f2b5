"""Real servers, each started once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.database_servers import DatabaseServer, running_mariadb, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseServer]:
    with running_postgres() as running:
        yield running


@pytest.fixture(scope="session")
def mariadb() -> Iterator[DatabaseServer]:
    with running_mariadb() as running:
        yield running


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> DatabaseServer:
    """Either of the two."""
    running: DatabaseServer = request.getfixturevalue(request.param)
    return running
