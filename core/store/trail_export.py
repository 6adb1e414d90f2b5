"""The whole trail as a file: a table for a spreadsheet, or lines of JSON with the chain, to be verified elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.export import Sheet, as_csv
from core.store.file_faults import file_fault
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.trail_chain import stored_lines
from core.store.whole_file import write_whole
from core.time.days import minute_text

FORMATS = (".csv", ".jsonl")
_HEADERS = ("行", "时间", "谁", "做了什么", "详情", "数据版次", "散列算法", "散列")
_KEYS = ("id", "at", "actor", "action", "detail", "data_version", "algorithm", "hash")


def export_trail(store: Store, path: Path) -> int:
    """Write the trail into a new file that only we may read; return how many lines. Raises StoreError (Chinese)."""
    lines = [(line.number, *line.content, line.algorithm, line.hash) for line in stored_lines(store.conn)]
    content = b"".join(_json_lines(lines)) if path.suffix == ".jsonl" else _csv(store, lines)
    try:
        write_whole(path, content, is_new=True, mode=0o600)
    except FileExistsError as error:
        raise StoreError(f"文件已存在：{path}。请换一个名字。") from error
    except OSError as error:
        raise StoreError(f"没有导出：{file_fault(error, path)}") from error
    return len(lines)


def _json_lines(lines: Sequence[Sequence[object]]) -> Iterator[bytes]:
    for line in lines:
        yield json.dumps(dict(zip(_KEYS, line, strict=True)), ensure_ascii=False).encode() + b"\n"


def _csv(store: Store, lines: Sequence[Sequence[object]]) -> bytes:
    rows = [[number, minute_text(int(str(at))), *rest] for number, at, *rest in lines]
    return as_csv(Sheet("操作留痕", [store.bureau, "演示数据"] if store.demo else [store.bureau], _HEADERS, rows))
