"""What people read of a signature, and that the record of the trail is left as it is."""

from __future__ import annotations

import pytest

from core.access.name_visibility import actor_name
from core.store.trail import signed_name


@pytest.mark.parametrize(
    ("signature", "name"),
    [
        ("ducha（user:ducha）", "ducha"),
        ("督察（demo:inspector）", "督察"),
        ("张三（cli:root）", "张三"),
        ("张三（政工）（user:zhang）", "张三（政工）"),
        ("张三（政工）", "张三（政工）"),
        ("user:ducha", "user:ducha"),
        ("定时", "定时"),
        ("", ""),
        ("（user:ducha）", "（user:ducha）"),
    ],
)
def test_a_signature_is_read_without_what_the_program_calls_the_account(signature: str, name: str) -> None:
    assert signed_name(signature) == name


def test_whoever_dismissed_a_signal_is_named_as_people_say_it() -> None:
    assert [actor_name(actor) for actor in ("user:ducha", "demo:inspector", "督察（demo:inspector）", "zhang")] == [
        "ducha",
        "督察",
        "督察",
        "zhang",
    ]
