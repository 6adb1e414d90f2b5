"""Pinyin initials: every reading of a character counts, letters and digits are themselves."""

from __future__ import annotations

import pytest

from core.catalogue.load import load_catalogue
from dashboards.i18n.pinyin import find_initials, initials


@pytest.mark.parametrize(
    ("name", "typed", "place"),
    [
        ("纠纷化解率", "jfhjl", 0),
        ("纠纷化解率", "hjl", 2),
        ("重点化解率", "zdhjl", 0),  # 重 is zhong here
        ("重点化解率", "cdhjl", 0),  # and chong elsewhere: nobody has to know
        ("霁洲派出所", "jzpcs", 0),
        ("4+X联动化解率", "4xld", 0),
        ("110接警", "110jj", 0),
        ("霁洲派出所", "zj", None),
        ("率", "ll", None),
    ],
)
def test_letters_are_found_in_their_order(name: str, typed: str, place: int | None) -> None:
    assert find_initials(initials(name), typed) == place


def test_every_kpi_can_be_typed_by_initials() -> None:
    names = [kpi.zh for kpi in load_catalogue().kpis.values()]
    known = [sign for name in names for sign in name if sign.isascii() or initials(sign) or sign in "（）、：·"]
    assert len(known) == len("".join(names))
    for name in names:
        typed = "".join(letters[0] for letters in initials(name))
        assert find_initials(initials(name), typed) == 0
