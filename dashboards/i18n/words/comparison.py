"""Words of the fair comparison of stations; `level` is what the units side by side are called, such as 所."""

from __future__ import annotations

from core.comparison.types import PeerVerdict

NAME = "单位比较"
ROLE = "督察"

GROUP, FOCUS = "同类组", "在哪里比"
CHANGE = "与什么比"
FUNNEL_HELP = (
    "这张图只答一个问题：谁异于各{level}之间通常的差别。每个{level}放在它的件数（横轴）和指标值（纵轴）上；"
    "界限由自身误差和各{level}真实水平之间通常的差别合成，件数越少越宽，件数再多也不会窄过通常的差别。\n\n"
    "界内不等于和全组平均一样：高于还是低于平均，看“比全组平均”一栏，那只看这个{level}自己的误差。"
    "出界也不等于好或差。"
)
AGAINST_HELP = (
    "这个{level}自己的水平是不是确定高于或低于全组平均：只看它自己各月的起伏，所有{level}一并检验。"
    "看不出＝它的数还不够说高说低，不是“和平均一样”。\n\n"
    "95% 区间只看这一个{level}，不含全组平均也可能仍看不出：{level}多了，总有几个碰巧偏高偏低，一并检验才不误说。"
)
POSITION_HELP = (
    "这个{level}离全组，是不是比各{level}之间通常的差别还要远。各{level}本来就有差别，高于平均的多数都未超出；"
    "每 20 个{level}里，碰巧有 1 个在 95% 的边上。"
)
RANK_HELP = "名次区间：这个{level}真实的名次，95% 在其中，只按各{level}自己的误差算。区间重叠的{level}，先后没有意义。"
ALL_INSIDE = "{what}：{many} 个{kind}都未超出{each}之间通常的差别"
SOME_OUTSIDE = "{what}：{names}超出{each}之间通常的差别，但证据不足以定级"
OUTSIDE_BARRED = "{what}：{names}超出{each}之间通常的差别"
ON_THE_EDGE = "{what}：没有超出{each}之间通常的差别的，{names}到了边上"
AND_ON_THE_EDGE = "；{names}到了边上"
MIXED = "{what}：{groups}混在一组，请选其中一个同类组再比"
OUTLIERS = "{what}：{names}"
OUTLIER = "{name}为{verdict}"
AND_MORE = "等 {count} 个{kind}"
NOT_TESTED = "{what}：按数值排列"
GROUP_LEVEL = "横线为全组 {level}，虚线 95% 界限，实线 99.8% 界限"
FUNNEL_HOW = "这张图怎么看"
PAIR_DOUBTED = "{names}的数据存疑，核实以前不比高低。"
WIDENED = "界限已计入{each}之间通常的差别（±{spread}），细点线只计自身误差"
NOT_WIDENED = "{each}之间看不出差别，界限只计自身误差"
COMPARED_UNITS = "{group}（{basis}），{many} 个{kind}；纵轴：{quantity}，横轴：{denominator}"
EXCLUDED_UNITS = "未参加比较（没有数据不等于 0）：{names}"
EXCLUDED_UNIT = "{unit}：{reason}"
NO_UNITS = "这一组没有可比的单位"
RANK, RANK_SPAN, UNIT, VALUE, INTERVAL = "名次", "名次区间", "单位", "比较值", "95% 区间"
NUMERATOR, DENOMINATOR, ADJUSTED, VERDICT, WHY = "分子", "分母", "标准化后", "定级", "说明"
AGAINST, POSITION = "比全组平均", "各{level}之间通常的差别"
RANK_WITH_SPAN, FRACTION = "{rank}（{span}）", "分子/分母"
RANKING_TABLE = "名次与定级"
CHANGES_TABLE = "{each}的变化与达标"
ADJUSTED_HELP = "按全组的案件构成重新加权后的比率：构成不同的{level}，这样比才公平"
THIRD, FOURTH, NONE_PICKED = "丙", "丁", "不选"
SIDE_BY_SIDE_VALUE = "{label}：{value}"
SIDE_BY_SIDE_INTERVAL = "{value}（95% 区间 {low} 至 {high}）"
STRATUM = "{zh} {top:,}/{size:,}"
NO_PAIR = "这项指标不作检验，只列数值"
MARKS = {PeerVerdict.BEST: "★", PeerVerdict.WORST: "▼", PeerVerdict.UNDECIDED: "◆"}
MONTHLY_24, MONTHLY_24_THEN = "按月，近 24 个月", "按月，到 {month} 的 24 个月"
CHANGE_PERCENT = "{change}（%）"
CHANGE_POINTS = "{change}（个百分点）"
REASON = "说明"
NO_BOUNDARIES = "还没有{each}的边界，画不出地图。导入边界：fengjing boundaries"
DESK_MAP = "{kpi}（点选一个{level}作为甲）"
ZOOM_MAP = "可放大、移动的地图"
PLAIN_MAP = "回到轮廓图"
NO_WEBGL = "本机浏览器没有 WebGL，地图不能放大、移动；点选和{each}的数不受影响。"
SIDE_BY_SIDE_TITLE = "{kpi}：{names}"
SIDE_BY_SIDE = {"station": "几所并看", "other": "几个{level}并看"}  # by kind of unit
FIRST_UNIT = "甲"
SECOND_UNIT = "乙"
