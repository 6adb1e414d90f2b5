"""The benchmark of codes: where no station differs from another, none is called red or green; a bad one is found."""

from __future__ import annotations

import pytest

from benchmarks.codes import report

pytestmark = pytest.mark.slow


def test_no_false_code_and_the_bad_one_found() -> None:
    shares = dict(report(8))
    false = [share for name, share in shares.items() if "falsely red or green" in name]
    assert len(false) == 2
    assert not any(false)
    assert next(share for name, share in shares.items() if "found red" in name) > 0.8
