"""The whole reference as one file of its own: Markdown, or HTML without anything from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from core.features.reference.entry import Entry, Example

TITLE = "枫警指标参考"
ABOUT = "由指标目录和手算样例生成：改了目录，这里随之改变。共 {count} 项指标。"
EXAMPLE, ARITHMETIC, RESULT = "算例", "手算", "结果"
_CSS = (
    "body{font:16px/1.7 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "dl{display:grid;grid-template-columns:8em 1fr;gap:.3em 1em}dt{color:#555}dd{margin:0}h2{margin-top:2.5em}"
    "table{border-collapse:collapse;font-size:14px}td,th{border:1px solid #bbb;padding:2px 8px;text-align:left}"
)


def markdown(entries: Sequence[Entry]) -> str:
    """All of it as Markdown."""
    return "\n".join(_markdown(entries)) + "\n"


def _markdown(entries: Sequence[Entry]) -> Iterator[str]:
    yield from (f"# {TITLE}", "", ABOUT.format(count=len(entries)))
    domain = ""
    for one in entries:
        if one.domain != domain:
            domain = one.domain
            yield from ("", f"## {_plain(domain)}")
        yield from ("", f"### {_plain(one.zh)}（`{one.id}`）", "", _plain(one.en), "")
        yield from (f"- **{label}**：{_plain(text)}" for label, text in one.lines)
        yield from _markdown_example(one.example)


def _markdown_example(example: Example) -> Iterator[str]:
    yield from ("", f"**{EXAMPLE}**：{_plain(example.title)}", "")
    if example.rows:
        yield _line(example.heads)
        yield _line("---" for _ in example.heads)
        yield from map(_line, example.rows)
        yield ""
    yield f"{ARITHMETIC}：{_plain(example.arithmetic)}。{RESULT}：{_plain(example.results)}。"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(_plain, cells)) + " |"


def _plain(text: str) -> str:
    """Text that Markdown takes for text, on one line."""
    for mark in "\\`*_|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def html(entries: Sequence[Entry]) -> str:
    """All of it as a page of its own; each KPI is at #its-id."""
    head = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{TITLE}</title><style>{_CSS}</style>'
    parts = [head, f"<h1>{TITLE}</h1><p>{ABOUT.format(count=len(entries))}</p>", _contents(entries)]
    return "\n".join([*parts, *map(_section, entries), "</html>"]) + "\n"


def _contents(entries: Sequence[Entry]) -> str:
    domains = dict.fromkeys(one.domain for one in entries)
    lines = (
        f"<p><b>{escape(domain)}</b> "
        + "　".join(f'<a href="#{one.id}">{escape(one.zh)}</a>' for one in entries if one.domain == domain)
        + "</p>"
        for domain in domains
    )
    return f"<nav>{''.join(lines)}</nav>"


def _section(one: Entry) -> str:
    lines = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in one.lines)
    example = one.example
    rows = "".join(_row("td", row) for row in example.rows)
    table = f"<table>{_row('th', example.heads)}{rows}</table>" if rows else ""
    told = f"{ARITHMETIC}：{escape(example.arithmetic)}。{RESULT}：{escape(example.results)}。"
    return (
        f'<section id="{one.id}"><h2>{escape(one.zh)}</h2><p><code>{one.id}</code> {escape(one.en)}</p>'
        f"<dl>{lines}</dl><h3>{EXAMPLE}：{escape(example.title)}</h3>{table}<p>{told}</p></section>"
    )


def _row(tag: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
