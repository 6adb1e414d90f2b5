"""Headers of a table and those that a mapping knows: matched by their letters, and one hash for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from core.catalogue.personal_words import is_personal
from core.intake.mapping.likeness import likest
from core.intake.mapping.model import TableMapping
from core.intake.refusal import FileRefused, Refusal
from core.intake.refused_place import RECEIPT_HEADERS
from core.intake.table import Table
from core.intake.text_matching import match_key


def header_key(headers: Iterable[str]) -> str:
    """A hash of headers, whatever their order, width of letters and blanks.

    Headers about persons do not count: their columns are dropped whether a file has them or not. Nor do those that a
    file of refused rows has beside its own.
    """
    keys = {match_key(header) for header in headers if not is_personal(header) and header not in RECEIPT_HEADERS}
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def header_positions(table: Table, mapping: TableMapping) -> dict[str, int]:
    """Return where each header that the mapping reads stands, by match key.

    Raises FileRefused naming the headers that it needs and are not there, and those that nobody has decided about:
    of one about persons nothing is to be decided, it is dropped.
    """
    positions = {match_key(header): position for position, header in enumerate(table.headers)}
    known = {match_key(header) for header in (*mapping.headers(), *RECEIPT_HEADERS)}
    unknown = [header for header in table.headers if match_key(header) not in known and not is_personal(header)]
    wrong = [
        Refusal(table.header_row, header, "", f"对照要的列“{header}”不在文件里", _missing_mend(header, unknown))
        for header in mapping.headers_read()
        if match_key(header) not in positions
    ]
    mend = "要导入就写进对照的 columns，不导入就写进 ignored"
    rule = "“{}”这一列，对照里没有写"
    wrong += [Refusal(table.header_row, header, header, rule.format(header), mend) for header in unknown]
    if wrong:
        raise FileRefused(table.file, wrong)
    return positions


def _missing_mend(header: str, unknown: list[str]) -> str:
    near = likest(header, unknown)
    return f"文件里相近的列有 {'、'.join(near)}；改正对照或文件" if near else "改正对照，或核对是不是这个文件"
