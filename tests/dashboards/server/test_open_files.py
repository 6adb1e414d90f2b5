"""A process that serves may have more sockets open than may wait at its door."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboards.server.waiting_connections import ALTOGETHER

PROGRAM = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (256, {hard}))
from dashboards.server.open_files import raise_file_limit
raise_file_limit()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
@pytest.mark.parametrize("hard", [4096, 512])
def test_the_limit_is_raised_as_far_as_it_may_be(hard: int) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(hard=hard)], capture_output=True, text=True, check=True)
    assert int(done.stdout) == hard
    assert ALTOGETHER < 4096
