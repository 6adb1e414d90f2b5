"""Words of the fair comparison of stations."""

from __future__ import annotations

from core.comparison.types import PeerVerdict, Position

NAME = "单位比较"
ROLE = "督察"

GROUP = "同类组"
CHANGE = "与什么比"
FUNNEL_HELP = (
    "漏斗图把每个所放在它的件数（横轴）和指标值（纵轴）上；件数越少，碰巧偏离全组水平就越容易，所以界限左宽右窄。\n\n"
    "落在界限以内的所，与全组水平分不出高下；出了界限才值得看，出界也不等于好或差。"
)
RANK_HELP = "名次区间：数据不变、只让机会重来，这个所的名次 95% 会落在其中。区间重叠的所，先后没有意义。"
ALL_INSIDE = "{what}：{many} 个{kind}都在界限内，分不出高下"
SOME_OUTSIDE = "{what}：{names} 出了界限，但证据不足以定级"
OUTSIDE_BARRED = "{what}：{names} 出了界限"
OUTLIERS = "{what}：{names}"
OUTLIER = "{name} {verdict}"
AND_MORE = "等 {count} 个{kind}"
NOT_TESTED = "{what}：按数值排列"
GROUP_LEVEL = "横线为全组 {level}，虚线 95% 界限，实线 99.8% 界限；{limits}"
WIDENED = "已按 √φ 放宽（φ={phi}），细点线为放宽前"
NOT_WIDENED = "未放宽"
COMPARED_UNITS = "{group}（{basis}），{many} 个{kind}；横轴为{denominator}"
EXCLUDED_UNITS = "未参加比较（没有数据不等于 0）：{names}"
EXCLUDED_UNIT = "{unit}：{reason}"
NO_UNITS = "这一组没有可比的单位"
RANK, RANK_SPAN, UNIT, VALUE, INTERVAL = "名次", "名次区间", "单位", "比较值", "95% 区间"
NUMERATOR, DENOMINATOR, POSITION, ADJUSTED, VERDICT, WHY = "分子", "分母", "界限", "标准化后", "定级", "说明"
RANKING_TABLE = "名次与定级"
CHANGES_TABLE = "各所的变化与达标"
ADJUSTED_HELP = "按全组的案件构成重新加权后的比率：构成不同的所，这样比才公平"
THIRD, FOURTH, NONE_PICKED = "丙", "丁", "不选"
SIDE_BY_SIDE_VALUE = "{label}：{value}"
SIDE_BY_SIDE_INTERVAL = "{value}（95% 区间 {low} 至 {high}）"
STRATUM = "{zh} {top:,}/{size:,}"
NO_PAIR = "这项指标不作检验，只列数值"
MARKS = {PeerVerdict.BEST: "★", PeerVerdict.WORST: "▼", PeerVerdict.UNDECIDED: "◆"}
POSITIONS = {Position.INSIDE: "○ 界内", Position.OUTSIDE_95: "◇ 95% 界外", Position.OUTSIDE_998: "◆ 99.8% 界外"}
MONTHLY_24 = "按月，近 24 个月"
CHANGE_PERCENT = "{change}（%）"
CHANGE_POINTS = "{change}（个百分点）"
REASON = "说明"
NO_BOUNDARIES = "还没有各所的边界，画不出地图。导入边界：fengjing boundaries"
DESK_MAP = "{kpi}（点选一个所作为甲）"
SIDE_BY_SIDE_TITLE = "{kpi}：{names}"
SIDE_BY_SIDE = "几所并看"
FIRST_UNIT = "甲"
SECOND_UNIT = "乙"
