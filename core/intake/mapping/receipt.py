"""Tell the steward what a mapping did to a file, and what figures will have to say of it."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.personal_words import is_personal
from core.intake.mapping.mapped_table import Assumed
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames
from core.intake.mapping.row_mapper import RowMapper
from core.intake.mapping.statuses import UNKNOWN_DATE
from core.intake.refused_place import RECEIPT_HEADERS
from core.intake.table import Table
from core.intake.text_matching import match_key

MOST_WORDS = 8  # words named in one line


def receipt_lines(table: Table, name: str, mapping: TableMapping, names: KindNames, mapper: RowMapper) -> list[str]:
    """Chinese lines: what was dropped, left out, filled in and decided."""
    read, personal = ({match_key(h) for h in headers} for headers in (mapping.headers_read(), mapping.personal))
    unread = [h for h in table.headers if match_key(h) not in read and h not in RECEIPT_HEADERS]
    dropped = [header for header in unread if is_personal(header) or match_key(header) in personal]
    ignored = [header for header in unread if header not in dropped]
    lines = [f"按对照“{name}”读入"]
    lines += [f"丢弃了涉及个人信息的列，内容没有存入：{'、'.join(dropped)}"] if dropped else []
    lines += [f"没有导入的列：{'、'.join(ignored)}"] if ignored else []
    lines += _filled(names, mapper)
    for field, rows in mapper.undated.items():
        if rows:
            lines.append(f"{rows} 行已办结而没有{names.label(field)}：{_undated(mapping, mapper, field)}")
    return lines


def _filled(names: KindNames, mapper: RowMapper) -> Iterator[str]:
    for field, value in mapper.constants.items():
        yield f"文件里没有“{names.label(field)}”，一律按“{value}”计"
    for field, rows in mapper.defaulted.items():
        yield f"“{names.label(field)}”空着的 {rows} 行按“{mapper.default_text(field)}”计"
    for field, words in mapper.decided.items():
        if words:
            named = "、".join(f"{word} {rows} 行" for word, rows in words.most_common(MOST_WORDS))
            more = f"等 {len(words)} 种" if len(words) > MOST_WORDS else ""
            yield f"“{names.label(field)}”未列明的按决定归入“{mapper.rest_text(field)}”：{named}{more}"


def _undated(mapping: TableMapping, mapper: RowMapper, field: str) -> str:
    if mapping.status[field].undated == "file_day":
        return f"按文件的最后一天 {mapper.last_day} 计（{UNKNOWN_DATE}）"
    return "要用到这个日期的指标显示为“—”"


def assumptions(mapping: TableMapping, names: KindNames, mapper: RowMapper) -> list[Assumed]:
    """Return what figures will say: a constant, a default, a decision or a day was put where the file says nothing."""
    assumed = [Assumed(field, "constant", value) for field, value in mapper.constants.items()]
    assumed += [Assumed(field, "default", mapper.default_text(field)) for field in mapper.defaulted]
    assumed += [Assumed(field, "rest", mapper.rest_text(field)) for field, words in mapper.decided.items() if words]
    for field, rows in mapper.undated.items():
        if rows:
            is_dated = mapping.status[field].undated == "file_day"
            assumed.append(Assumed(field, "undated" if is_dated else "unknown", mapper.last_day if is_dated else ""))
    return assumed
