"""The report as one HTML file that asks nothing of any network."""

from __future__ import annotations

from html import escape
from itertools import groupby

from seed.report.line import FAILS, Line, Unit, written
from seed.report.report import Report

STYLE = """
body{font:15px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:1120px;
padding:0 1rem;color:#17202b;background:#fff}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.demo{background:#8a4b00;color:#fff;padding:.1rem .5rem;border-radius:3px;font-size:.9rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #dde3ea}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.合格{color:#116329}.不合格{color:#b3261e;font-weight:600}.未核{color:#57606a}
.charts{display:flex;flex-wrap:wrap;gap:.5rem}figure{margin:0;width:340px}figcaption{font-size:.85rem;color:#445}
svg text{font-size:9px;fill:#445}
""".strip()
COLUMNS = ("项目", "目标", "生成", "相差", "容差", "结论", "依据")


def html(report: Report) -> str:
    """The page."""
    plan = report.plan
    sections = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>演示数据检验 {escape(report.bureau)}</title><style>{STYLE}</style></head><body>",
        f'<h1>{escape(report.bureau)} 生成数据检验 <span class="demo">演示数据，全部虚构</span></h1>',
        f"<p>规模 {plan.size}，种子 {plan.seed}，{plan.start} 至 {plan.as_of}，记录 {report.records:,} 条。",
        "量的是库里的记录，不是生成参数；目标与容差先定后量。",
        "警情构成按安康一周的口径；标“假定”的目标是生成器自己的设定，只说明记录是否照设定生成。</p>",
        f"<p><strong>{report.summary}</strong></p>",
        _unmatched(report),
    ]
    for group, lines in groupby(report.lines, key=lambda line: line.target.group):
        sections.append(f"<h2>{group}</h2>{_table(list(lines))}")
        charts = [chart for chart in report.charts if chart.group == group]
        drawn = "".join(f"<figure>{chart.svg}<figcaption>{chart.zh}</figcaption></figure>" for chart in charts)
        sections.append(f'<div class="charts">{drawn}</div>' if drawn else "")
    sections.append("<p>图中灰色（虚线）为目标，蓝色为生成。</p></body></html>")
    return "\n".join(sections)


def cells(line: Line) -> tuple[str, ...]:
    """A line as text, in the order of COLUMNS."""
    target = line.target
    unit: Unit = target.unit
    gap: Unit = "points" if unit == "share" else unit
    sign = "−" if (line.distance or 0) < 0 else "+"
    away = "—" if line.distance is None else sign + written(abs(line.distance), gap)
    verdict = line.verdict + (f"（{line.remark}）" if line.remark else "")
    allowed = f"±{written(target.allowed, gap)}"
    return (
        target.zh,
        written(target.value, unit),
        written(line.measured.value, unit),
        away,
        allowed,
        verdict,
        target.source,
    )


def _table(lines: list[Line]) -> str:
    head = "".join(f"<th{' class=n' if 0 < i < 5 else ''}>{name}</th>" for i, name in enumerate(COLUMNS))
    rows = []
    for line in lines:
        texts = [escape(text) for text in cells(line)]
        kinds = ("", "n", "n", "n", "n", line.verdict, "")
        rows.append("".join(f'<td class="{kind}">{text}</td>' for kind, text in zip(kinds, texts, strict=True)))
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _unmatched(report: Report) -> str:
    failing = [line for line in report.lines if line.verdict == FAILS]
    if not failing:
        return "<p>没有不合格的项目。</p>"
    items = "".join(f"<li>{escape(line.target.group)}：{escape(line.target.zh)}</li>" for line in failing)
    return f"<p>与目标不符的：</p><ul>{items}</ul>"
