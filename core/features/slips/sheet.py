"""Slips as one file that opens, prints and is sent by itself: HTML, a sheet of A4 a slip, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from core.features.slips import text
from core.features.slips.types import Slip

_CSS = (
    "@page{size:A4;margin:10mm 15mm}"
    "*{box-sizing:border-box}"
    "body{font:10.5pt/1.42 'Noto Sans CJK SC','Microsoft YaHei','SimSun',sans-serif;color:#000;margin:0}"
    "section{max-width:180mm;margin:0 auto;overflow-wrap:anywhere}"
    "section+section{break-before:page}"
    "header{border-bottom:2pt solid #b00;margin-bottom:4mm}"
    "h1{font-size:24pt;letter-spacing:.3em;text-align:center;color:#b00;margin:0 0 2mm}"
    "header p{display:flex;justify-content:space-between;gap:6mm;margin:0 0 2mm}"
    "h2{font-size:12.5pt;margin:2.5mm 0 1mm}h3{font-size:10.5pt;margin:1.5mm 0 0}"
    "p,ul{margin:0 0 .8mm}ul{padding-left:6mm}"
    "table{border-collapse:collapse;width:100%;font-size:9.5pt}"
    "th,td{border:.5pt solid #666;padding:.6mm 2mm;text-align:center}td:first-child{text-align:left}"
    ".demo{text-align:center;border:1pt dashed #b00;color:#b00;margin:0 0 2mm}"
    ".notes{font-size:8.5pt;line-height:1.35;color:#333}"
    ".signed{display:flex;gap:8mm;margin:4mm 0 0}.signed span{flex:1;border-bottom:.5pt solid #000;padding-bottom:7mm}"
    "@media screen{body{background:#eee}section{background:#fff;padding:14mm 16mm;max-width:210mm;margin:6mm auto}}"
)


def html(slips: Sequence[Slip]) -> str:
    """All of them, each on a page of its own."""
    title = text.TITLE if len(slips) != 1 else f"{text.TITLE} {slips[0].community.name}"
    head = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_CSS}</style></head><body>"
    )
    return "\n".join([head, *map(_section, slips), "</body></html>"]) + "\n"


def _section(slip: Slip) -> str:
    demo = f'<p class="demo">{text.DEMO}</p>' if slip.demo else ""
    advice = "".join(f"<h3>{escape(title)}</h3>{_list(lines)}" for title, lines in text.advised(slip))
    table = _table(map(text.row, slip.lines)) if slip.lines else ""
    notes = "".join(f"<p>{escape(note)}</p>" for note in text.notes(slip))
    signed = "".join(f"<span>{label}：</span>" for label in text.SIGNED)
    return (
        f"<section><header><h1>{text.TITLE}</h1><p><b>{escape(slip.community.name)}</b>"
        f"<span>{escape(slip.bureau)}　{escape(slip.station.name)}</span><span>{text.heading(slip)}</span></p></header>"
        f"{demo}<h2>{text.RISEN}</h2>{_list(text.risen(slip))}<h2>{text.ADVICE}</h2>{advice}"
        f'{table}<div class="notes"><h2>{text.NOTES}</h2>{notes}</div><p class="signed">{signed}</p></section>'
    )


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _table(rows: Iterable[Sequence[str]]) -> str:
    heads = "".join(f"<th>{escape(head)}</th>" for head in text.HEADS)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<h2>{text.TABLE}</h2><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
