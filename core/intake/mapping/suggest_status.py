"""Columns that say how far a record has come, where its date is missing: asked about, never decided."""

from __future__ import annotations

from collections.abc import Iterator

from core.intake.mapping.names import KindNames
from core.intake.mapping.proposal import Question
from core.intake.mapping.samples import Samples
from core.intake.text_matching import match_key

STATUS_HEADERS = (
    "处置进度",
    "办理状态",
    "状态",
    "办理进度",
    "处理状态",
    "化解状态",
    "办结情况",
    "调解结果",
    "整改情况",
    "进展",
)
DONE_WORDS = (
    "已调解",
    "已化解",
    "已办结",
    "办结",
    "已结",
    "已完成",
    "完成",
    "已整改",
    "化解",
    "已处理",
    "调解成功",
    "结案",
)
OPEN_WORDS = (
    "调解中",
    "化解中",
    "办理中",
    "处理中",
    "在办",
    "未办结",
    "未化解",
    "未整改",
    "整改中",
    "待处理",
    "未完成",
    "进行中",
)
OUTCOME = "outcome_at"


def suggest_status(names: KindNames, samples: Samples, headers: list[str], taken: set[str]) -> Iterator[Question]:
    """The questions about one status column, where a kind of record has an outcome."""
    if OUTCOME not in names.fields:
        return
    keys = {match_key(word) for word in STATUS_HEADERS}
    header = next((header for header in headers if match_key(header) in keys), None)
    if header is None:
        return
    section, values = ("status", OUTCOME), samples.values(header)
    done = [value for value in values if match_key(value) in set(map(match_key, DONE_WORDS))]
    running = [value for value in values if match_key(value) in set(map(match_key, OPEN_WORDS))]
    unsure = [value for value in values if value not in done and value not in running]
    missing = "" if OUTCOME in taken else f"，文件里没有{names.label(OUTCOME)}"
    yield Question(section, "column", (header,), f"像是状态{missing}；不用状态就把这一段删去，表头写进 ignored")
    yield Question(section, "done", tuple(done), "算办结的写法")
    yield Question(section, "open", tuple(running), "算未办结的写法")
    if unsure:
        yield Question(section, "open", tuple(unsure), "这些写法算不算办结，请定")
    yield Question(section, "undated", ("refuse",), "办结而没有日期的：refuse、file_day 或 unknown")
