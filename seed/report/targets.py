"""Targets of the report: every one with its source and a tolerance that was set before anything was measured.

The tolerance of a share counted in a week of 安康 is what that count itself can tell (twice its standard error);
elsewhere it is what a reader would not take for another figure. "assumed" figures are the generator's own: the
line then only says whether the records hold what the calibration meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from core.catalogue.load import load_catalogue
from seed import calibration as c
from seed.report.line import BY_CALIBRATION, Assumption, Target
from seed.report.stages import stage_targets

ANKANG = "安康 2017年1月某周110警情（未核副本）"
GUANGZHOU = "广州 2015 年110警情（未核副本）"
COUNTED = 2.0  # standard errors of a count of the source
CURVE, SHAPE_OF_YEAR, FACTOR = 0.03, 0.04, 0.05  # of a curve's area; of a month's level; of a factor


def class_names() -> dict[str, str]:
    """The classes of alerts in Chinese."""
    return dict(load_catalogue().facts["alert"].columns["class"].choices)


def _shares() -> Iterator[tuple[str, Target]]:
    total = sum(c.CLASS_COUNTS)
    for name, number in zip(c.CLASSES, c.CLASS_COUNTS, strict=True):
        tolerance = max(FACTOR, COUNTED / sqrt(number))
        source = f"{ANKANG}：{number} / {total}"
        yield f"class:{name}", Target("警情类别", class_names()[name], number / total, tolerance, source, "share", True)
    yield "guangzhou:traffic", Target("警情类别", "交通（广州口径）", 0.30, 0.03, GUANGZHOU)
    yield "guangzhou:crime", Target("警情类别", "刑事与治安（广州口径）", 0.10, 0.02, GUANGZHOU)
    yield "guangzhou:invalid", Target("警情类别", "无效（广州口径）", 0.30, 0.03, GUANGZHOU)
    yield "guangzhou:non_police", Target("警情类别", "非警务类（广州口径）", 0.20, 0.03, GUANGZHOU)


def _curves() -> Iterator[tuple[str, Target]]:
    for name, zh in class_names().items():
        yield f"hours:{name}", Target("小时曲线", f"{zh}：与曲线不同的份额", 0.0, CURVE, BY_CALIBRATION)
    for name, factor in zip(c.CLASSES, c.WEEKEND_FACTOR, strict=True):
        yield (
            f"weekend:{name}",
            Target("星期曲线", f"{class_names()[name]}：周末/平日", factor, FACTOR, BY_CALIBRATION, "ratio"),
        )
    for name, zh in class_names().items():
        yield f"year:{name}", Target("月份曲线", f"{zh}：各月平均偏离", 0.0, SHAPE_OF_YEAR, BY_CALIBRATION)


def festival_targets(expected: dict[str, float]) -> Iterator[tuple[str, Target]]:
    """The new year's dip and rebound: what the calibration's factors make of these years' calendar."""
    names = {"before": "节前", "dip": "春节当周", "rebound": "节后两周"}
    for key, value in expected.items():
        name, span = key.split(":")[1:]
        zh = f"{class_names().get(name, '全部警情')}：{names[span]}/此前四周"
        source = "节后回升见安康材料；幅度为假定" if span == "rebound" else BY_CALIBRATION
        yield key, Target("春节", zh, value, FACTOR, source, "ratio")


def spread_targets(expected: dict[str, float]) -> Iterator[tuple[str, Target]]:
    """Variance/mean and small numbers: what the calibration's mixtures give at these stations' level."""
    for key, value in expected.items():
        kind, name = key.split(":")
        zh = class_names().get(name, "全部警情")
        if kind == "dispersion":
            text = f"{zh}：派出所日数方差/均值（中位）"
            yield key, Target("离散", text, value, 0.15, BY_CALIBRATION, "ratio", True)
        else:
            source = "安康：数县一周无刑事警情（未给份额）；份额由负二项推得"
            yield key, Target("小数", f"一周无{zh}警情的派出所份额", value, 0.03, source)
    yield (
        "dispersion_all",
        Target(
            "离散",
            "全部警情：派出所日数方差/均值（中位）",
            2.0,
            0.5,
            Assumption("假定约为 2：方法须经得起非泊松"),
            "ratio",
        ),
    )


def _fixed() -> Iterator[tuple[str, Target]]:
    yield "weekly_low", Target("小数", "县局一周有效警情（最少）", 48, 48, f"{ANKANG}：各县 48 至 1,615", "number")
    yield "weekly_high", Target("小数", "县局一周有效警情（最多）", 1615, 808, f"{ANKANG}：各县 48 至 1,615", "number")
    for origin, zh in (("alert", "警情来源"), ("canvassed", "摸排来源")):
        text = f"{zh}：每起纠纷再报警次数"
        yield f"repeat:{origin}", Target("重复警情", text, c.REPEAT_CALLS[origin], 0.02, BY_CALIBRATION, "ratio")
    yield "repeat_wait", Target("重复警情", "再报警平均间隔", c.REPEAT_DAYS, 1.6, BY_CALIBRATION, "days")
    yield "disputes", Target("纠纷", "每所每月纠纷", 15.3, 5.0, "金华：114 所一年 2.1 万起", "number")
    yield "month:alert", Target("纠纷", "警情来源：30 天内化解", 583 / 619, 0.05, "运城：583/619（当月）", "share")
    yield "month:canvassed", Target("纠纷", "摸排来源：30 天内化解", 267 / 366, 0.08, "运城：267/366（当月）", "share")
    yield "year", Target("纠纷", "一年后化解", 0.978, 0.02, "金华 96.7% 至 98.9%", "share")
    yield "key", Target("纠纷", "重点纠纷：一年后化解", 702 / 816, 0.06, "萧山：702/816", "share")
    yield (
        "resolved_spread",
        Target("纠纷", "派出所之间（对数几率标准差）", c.RESOLVED_STATION_SD, 0.20, BY_CALIBRATION, "ratio"),
    )
    yield "satisfied", Target("满意", "第三方测评满意", 0.98, 0.01, "金华 98%", "share")
    yield (
        "satisfied_spread",
        Target("满意", "派出所之间（对数几率标准差）", c.SATISFIED_SD, 0.25, BY_CALIBRATION, "ratio"),
    )
    yield "on_scene", Target("处警", "交通、纠纷警情现场办结", 0.90, 0.05, "诸暨：90% 以上", "share")
    for setting, zh in (("urban", "城区"), ("town", "集镇"), ("rural", "农村")):
        yield (
            f"response:{setting}",
            Target("处警", f"{zh}：到场用时中位", c.RESPONSE_MEDIAN[setting], 60, BY_CALIBRATION, "seconds"),
        )
    yield "lag:alert", Target("录入时延", "警情：中位", c.RECORD_MEDIAN, 90, BY_CALIBRATION, "seconds")
    yield "lag:late", Target("录入时延", "警情：一天以上", c.RECORD_LATE, 0.005, BY_CALIBRATION, "share")
    yield (
        "lag:dispute_alert",
        Target("录入时延", "警情来源纠纷：中位", c.ALERT_DISPUTE_RECORD[0], 1800, BY_CALIBRATION, "seconds"),
    )
    yield (
        "lag:canvassed",
        Target("录入时延", "摸排来源纠纷：中位", c.CANVASSED_RECORD[0], 4 * 3600, BY_CALIBRATION, "seconds"),
    )
    yield "lag:inspection", Target("录入时延", "检查：中位", c.FIELD_RECORD[0], 2700, BY_CALIBRATION, "seconds")
    yield "rectified", Target("检查", "隐患整改", 189 / 196, 0.02, "运城：189/196", "share")
    yield "rental_rooms", Target("检查", "每处出租屋房间数", 7521 / 1542, 0.3, "运城：7,521/1,542", "number")
    source = "运城：1,542 与 4,034"
    yield "rental_share", Target("检查", "出租屋占出租屋与九小场所", 1542 / (1542 + 4034), 0.03, source)
    yield "force", Target("警力", "派出所民警占比", 0.415, 0.02, "运城 41.5%", "share")
    yield "community", Target("警力", "社区民警占派出所民警", 0.4745, 0.03, "运城 47.45%", "share")


def fixed_targets() -> dict[str, Target]:
    """The targets that do not depend on the database."""
    return dict([*_shares(), *_curves(), *_fixed(), *stage_targets()])
