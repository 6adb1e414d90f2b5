"""Wording of a slip, in Chinese: the same sentences on the screen, on paper and in the plain text."""

from __future__ import annotations

from collections.abc import Iterator

from core.features.slips.hours import PeakHours
from core.features.slips.issue import DAYS
from core.features.slips.rise import FALSE_ALARM_SHARE
from core.features.slips.types import AlertLine, Slip
from core.metrics.display import rounded_estimate

TITLE, DEMO = "警情提醒单", "演示数据，全部虚构"
RISES, ADVICE, USUAL, TABLE, NOTES = "本期的上升", "请这样防范", "平时提醒", "全所本期警情", "说明"
ROSE, NO_STATEMENT = "▲ 疑似上升", "—"
NO_RISE = "本期没有可以确认的警情上升，本单不另作提示。"
ADVISED_CLASSES = (3, 3, 3, 3, 2, 2, 1, 1, 1)  # classes with advice, by how many rose, so that a page is enough
MORE = "其余上升的类别，防范提醒请向派出所索取。"
COMMUNITY_VERDICT = "本社区判断"
STATION_HEADS = ("类别", f"本期 {DAYS} 天", f"此前平均每 {DAYS} 天", "全所判断", "集中时段")
HEADS = (*STATION_HEADS[:-1], COMMUNITY_VERDICT, STATION_HEADS[-1])
SIGNED = ("派出所（章）", "党支部派发", "社区签收", "日期")


def issue_dates(slip: Slip) -> str:
    """Return the days of the issue, and how many they are: they need not be the newest."""
    first, last = slip.issue.start, slip.issue.end
    return f"{first:%Y}年{first.month}月{first.day}日至{last:%Y}年{last.month}月{last.day}日（{DAYS} 天）"


def rise_sentences(slip: Slip) -> list[str]:
    """Return a sentence for each class that rose; a single one where none did, or where records are missing."""
    if slip.incomplete_reason:
        return [f"{slip.incomplete_reason}。"]
    return [_rise_sentence(line) for line in slip.risen_lines] or [NO_RISE]


def _rise_sentence(line: AlertLine) -> str:
    place = "在本社区疑似上升，请核实" if line.community_rose else "在全所疑似上升，请核实，不能确认是否在本社区"
    peak = line.peak_hours
    when = f"全所 {peak.total:,} 起中有 {peak.count:,} 起在 {hours_text(peak)}" if peak else line.no_peak_reason
    return f"{line.zh}{place}；{when}。"


def hours_text(peak: PeakHours | None) -> str:
    """Return hours of the day: such as 18—21 时."""
    return NO_STATEMENT if peak is None else f"{peak.first}—{peak.end or 24} 时"


def table_row(line: AlertLine) -> tuple[str, ...]:
    """Return a class as cells, in the order of the heads; the numbers are the station's."""
    return (
        line.zh,
        f"{line.count:,}",
        usual_text(line.usual_count),
        ROSE if line.station_rose else NO_STATEMENT,
        ROSE if line.community_rose else NO_STATEMENT,
        hours_text(line.peak_hours),
    )


def usual_text(usual_count: float) -> str:
    """Return a usual number of alerts: such as 8.1; of hardly any that it is less than a tenth."""
    text = rounded_estimate(usual_count, 1)
    return "不到 0.1" if usual_count > 0 and text == "0.0" else text


def notes(slip: Slip) -> Iterator[str]:
    """Yield the notes that stand under a slip."""
    if not slip.incomplete_reason:
        yield (
            f"“疑似上升”指本期 {DAYS} 天按日比此前 {slip.baseline_weeks} 周多，且超出本所历史波动。"
            f"本所 {slip.communities} 个社区、{len(slip.lines)} 类警情共 {slip.comparisons} 项，连同全所各类一并检验："
            f"若都没有变化，按历史波动估算，本所大约 {1 / FALSE_ALARM_SHARE:.0f} 期提醒单里"
            "至多一期会偶然出现这样的提醒。"
            "季节和节日引起的上升也算上升，原因不在检验之内。"
        )
        yield (
            "为保护报警人，社区不列起数，也只在能确认、且不至推算出小数时才说上升；“—”是不作判断，不等于没有上升。"
            "起数和时段都是全所的，时段取本期一天中最集中的三小时，分布较匀或件数太少的不列。"
        )
    yield (
        f"数据截至 {slip.as_of}，每 {DAYS} 天（四周，周一至周日）一期，本单只说这一期；"
        "“预警”看的是截至最近一天的时段，日子不同，两处的结论可以不同。本单只作提醒，不作考核。地点只到社区。"
    )


def advice(slip: Slip) -> list[tuple[str, tuple[str, ...]]]:
    """Return advice under its headings: of the first classes, so that a page is enough; or the usual reminders."""
    if slip.usual_advice:
        return [(USUAL, slip.usual_advice)]
    risen = slip.risen_lines
    most = ADVISED_CLASSES[len(risen)] if len(risen) < len(ADVISED_CLASSES) else 1
    more = [(MORE, ())] if len(risen) > most else []
    return [*((line.zh, line.advice) for line in risen[:most]), *more]
