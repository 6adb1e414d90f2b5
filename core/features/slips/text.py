"""What a slip says, in Chinese: the same sentences on the screen, on paper and in the plain text."""

from __future__ import annotations

from collections.abc import Iterator

from core.features.slips.hours import Stretch
from core.features.slips.rise import SHARE
from core.features.slips.types import Line, Slip
from core.metrics.display import rounded

TITLE, DEMO = "警情提醒单", "演示数据，全部虚构"
RISEN, ADVICE, USUAL, TABLE, NOTES = "近四周的上升", "请这样防范", "平时提醒", "全所近四周警情", "说明"
ROSE, NOT_SAID = "▲ 确有上升", "—"
NOTHING = "近四周没有可以确认的警情上升，本单不另作提示。"
ADVISED = (3, 3, 3, 3, 2, 2, 1, 1, 1)  # classes with advice, by how many rose, so that a page is enough
MORE = "其余上升的类别，防范提醒请向派出所索取。"
OF_COMMUNITY = "本社区判断"
HEADS = ("类别", "近四周", "此前平均每四周", "全所判断", OF_COMMUNITY, "集中时段")
SIGNED = ("派出所（章）", "党支部派发", "社区签收", "日期")


def heading(slip: Slip) -> str:
    """For which days, and whose."""
    first, last = slip.issue.start, slip.issue.end
    return f"{first:%Y}年{first.month}月{first.day}日至{last:%Y}年{last.month}月{last.day}日"


def risen(slip: Slip) -> list[str]:
    """A sentence for each class that rose; one sentence where none did, or where there is nothing to go by."""
    if slip.missing:
        return [f"{slip.missing}。"]
    return [_risen(line) for line in slip.risen] or [NOTHING]


def _risen(line: Line) -> str:
    where = "在本社区确有上升" if line.rose else "在全所确有上升，不能确认是否在本社区"
    hours = line.hours
    when = f"全所 {hours.whole:,} 起中有 {hours.count:,} 起在 {stretch(hours)}" if hours else line.no_hours
    return f"{line.zh}{where}；{when}。"


def stretch(hours: Stretch | None) -> str:
    """Such as 18—21 时."""
    return NOT_SAID if hours is None else f"{hours.first}—{hours.last or 24} 时"


def row(line: Line) -> tuple[str, ...]:
    """A class as cells, in the order of the heads; the numbers are the station's."""
    return (
        line.zh,
        f"{line.now:,}",
        rounded(line.before, 1),
        ROSE if line.station_rose else NOT_SAID,
        ROSE if line.rose else NOT_SAID,
        stretch(line.hours),
    )


def notes(slip: Slip) -> Iterator[str]:
    """What must be known beside it."""
    if not slip.missing:
        yield (
            f"“确有上升”指近四周按日比此前 {slip.weeks_before} 周多，且超出本所历史波动。"
            f"本所 {slip.communities} 个社区、{len(slip.lines)} 类警情共 {slip.compared} 项，连同全所各类一并检验："
            f"若都没有变化，本所这一期全部提醒单出现任何一处误报的机会，按历史波动估算约在 {SHARE:.0%} 以内。"
            "季节和节日引起的上升也算上升，原因不在检验之内。"
        )
        yield (
            "为保护报警人，社区不列起数，也只在能确认、且不至推算出小数时才说上升；“—”是不作判断，不等于没有上升。"
            "起数和时段都是全所的，时段取近四周一天中最集中的三小时，分布较匀或件数太少的不列。"
        )
    yield f"数据截至 {slip.as_of}，每四周（周一至周日）一期；本单只作提醒，不作考核。地点只到社区。"


def advised(slip: Slip) -> list[tuple[str, tuple[str, ...]]]:
    """Advice under its heading: by class, of the first few so that a page is enough; or the usual reminders."""
    if slip.usual:
        return [(USUAL, slip.usual)]
    most = ADVISED[len(slip.risen)] if len(slip.risen) < len(ADVISED) else 1
    more = [(MORE, ())] if len(slip.risen) > most else []
    return [*((line.zh, line.advice) for line in slip.risen[:most]), *more]


def plain(slip: Slip) -> str:
    """The slip as plain text."""
    lines = [f"{TITLE}　{slip.community.name}", f"{slip.bureau}　{slip.station.name}", heading(slip)]
    if slip.demo:
        lines.append(f"【{DEMO}】")
    lines += ["", f"一、{RISEN}", *risen(slip), "", f"二、{ADVICE}"]
    for title, advice in advised(slip):
        lines += [f"【{title}】", *(f"· {one}" for one in advice)]
    lines += ["", f"{NOTES}：", *notes(slip)]
    return "\n".join(lines) + "\n"
