"""Words of the page that watches the walls."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """State of a wall."""

    ALIVE = "alive"
    OLD = "old"  # alive, and shows the last good answer because there is no newer one
    LATE = "late"
    LOST = "lost"
    CLOSED = "closed"  # somebody's own tab, which needs nobody


NAME = "大屏值守"
NOTE = "每次刷新都由大屏自己的浏览器发起：能看到刷新，就是那块屏还活着。服务重启后，各屏在一次刷新之内重新报到。"
NONE = "还没有大屏打开数据看板。"
SUMMARY = "{alive} 块正常"
SUMMARY_MORE = "，{count} 块{state}"
STATES = {
    State.ALIVE: "● 正常",
    State.OLD: "◆ 画面停住",
    State.LATE: "◆ 迟到",
    State.LOST: "✕ 失联",
    State.CLOSED: "○ 已关闭",
}
PLAIN = {State.OLD: "画面停住", State.LATE: "迟到", State.LOST: "失联", State.CLOSED: "已关闭"}
HEADS = ("状态", "谁的屏", "地址", "正在显示", "数据截至", "版次", "最近刷新", "已刷新", "浏览器")
KIOSK = "大屏 {name}"
SINCE = "{ago}（{at:%m-%d %H:%M:%S}）"
OLD_BY = "停在 {age}的数字"
REFRESHES = "{count:,} 次，自 {since:%m-%d %H:%M}"
SHOWING = "{scene} · {unit} · {period}"
