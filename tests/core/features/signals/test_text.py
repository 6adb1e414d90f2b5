"""Words of expected counts: of hardly any it is said that they are hardly any, never that they are none."""

from __future__ import annotations

import pytest

from core.features.signals.text import expected_text


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (0.0004, "应不到 0.1 起"),
        (0.049, "应不到 0.1 起"),
        (0.1, "应在 0.1 起上下"),
        (8.06, "应在 8.1 起上下"),
        (1234.56, "应在 1,234.6 起上下"),
    ],
)
def test_an_expected_count_is_never_said_to_be_none(expected: float, text: str) -> None:
    assert expected_text(expected, "起") == text
