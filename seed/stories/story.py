"""Stories: something out of the ordinary that happens at one unit, from a day on, for some days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.time.calendar import lunar_new_year
from core.time.days import day_number, to_date
from seed.calibration import SETTINGS
from seed.place import Place, Unit
from seed.streams import stream

BUREAUS = ("station", "county", "bureau")
LONGEST = 1600  # days: more than the longest history
NEAR_FESTIVAL = 30  # days from the lunar new year within which returnees come
# Where the seed puts a story: people come home to the country, and where there are few records little is seen.
FITTING = {
    "fraud_surge": ("urban", "town"),
    "spring_return": ("town", "rural"),
    "gaming": ("urban",),
    "miscoded": ("urban",),
    "dispute_rise": ("urban",),
    "slow_scene": ("urban",),
}
STILL_LATE = 80  # days before as_of from which a late source is missing: more than twice a month
BEFORE_FESTIVAL = 7  # days before it on which they come, if nobody says otherwise


class StoryError(ValueError):
    """A story that cannot be planted. The message is Chinese, for the screen."""


@dataclass(frozen=True)
class Kind:
    """A kind of story: where it can happen, how long it lasts and how strong it is if nobody says.

    `measure` says in Chinese what its strength is; `least` and `most` bound it. Without `usual` the strength follows
    from how many such records the unit has (see seed/stories/baseline.py).
    """

    zh: str
    unit_kinds: tuple[str, ...]
    days: int
    measure: str
    least: float
    most: float
    usual: float | None = None


KINDS = {
    "fraud_surge": Kind("诈骗警情上升", BUREAUS, 28, "平常的倍数", 1.1, 5000),
    "dispute_cluster": Kind("纠纷聚集", ("community",), 28, "平常的倍数", 1.1, 5000),
    "spring_return": Kind("春节返乡", BUREAUS, 21, "平常的倍数", 1.1, 5000),
    "gaming": Kind("数字作假", ("station",), 60, "未办结而写成办结的比例", 0.05, 1, 0.8),
    "miscoded": Kind("类别错录", BUREAUS, 28, "错录的比例", 0.05, 1, 0.9),
    "shifted": Kind("时间错位", BUREAUS, 7, "提早的小时数", 1, 12, 8),
    "doubled": Kind("重复入库", BUREAUS, 1, "重复的比例", 0.05, 1, 1),
    "late_reports": Kind("上报迟缓", ("station",), 28, "平均迟的天数", 1, 60, 5),
    "silence": Kind("上报中断", ("station",), 10, "固定为 1", 1, 1, 1),
    "dispute_rise": Kind("劳资纠纷上升", ("station",), 56, "纠纷警情是平常的倍数", 1.1, 5000),
    "traffic_fall": Kind("交通警情下降", BUREAUS, 90, "少发生的比例", 0.05, 1, 0.2),
    "slow_scene": Kind("现场不办结", ("station",), 180, "当场办结改为移交的比例", 0.02, 1, 0.2),
    "mix_shift": Kind("构成变化", ("bureau",), 669, "镇上交通警情后一年是平常的倍数", 2, 20, 6),
    "late_source": Kind("月报迟报", ("bureau",), 120, "固定为 1", 1, 1, 1),
    "order": Kind("限期指令", ("station",), 10, "迟办的天数，0 为当日办结", 0, 60, 3),
}


@dataclass(frozen=True)
class Wish:
    """A story that somebody wants; what is left open is chosen by the seed."""

    kind: str
    start: date | None = None
    days: int | None = None
    unit: str | None = None
    strength: float | None = None


@dataclass(frozen=True)
class Story:
    """A story as it is planted. `unit` is the unit's code; the bureau itself goes by its name."""

    kind: str
    start: date
    days: int
    unit: str
    strength: float

    @property
    def first(self) -> int:
        """Its first day, as a day number."""
        return day_number(self.start)

    @property
    def last(self) -> int:
        """Its last day, as a day number."""
        return self.first + self.days - 1

    @property
    def stream(self) -> str:
        """The name of its random streams: two stories at one unit draw from different ones."""
        return f"story {self.kind} {self.start}"


def unit_of(place: Place, text: str) -> Unit:
    """The unit of a code or a name. Raises StoryError."""
    matches = [unit for unit in place.units if text and text in (unit.code, unit.name)]
    if not matches:
        raise StoryError(f"没有单位“{text}”：请写单位名称或编码。")
    return matches[0]


def stations_of(place: Place, story: Story) -> list[int]:
    """The indices of the stations at which a story happens."""
    unit = unit_of(place, story.unit)
    if unit.kind == "community":
        return [unit.parent or 0]
    if unit.kind == "station":
        return [unit.index]
    return [station.index for station in place.below(unit.index, "station")]


def pick_unit(kind: str, seed: int, place: Place, occupied: Iterable[str]) -> Unit:
    """The unit that the seed chooses: of the first kind of unit that fits, and none where there is a story already."""
    of = KINDS[kind].unit_kinds[0]
    fitting = [unit for unit in place.units if unit.kind == of]
    settings = FITTING.get(kind, SETTINGS)
    fitting = [unit for unit in fitting if unit.setting is None or unit.setting in settings] or fitting
    occupied_units = [unit_of(place, code) for code in occupied]
    busy = {unit.index for unit in occupied_units} | {
        unit.parent for unit in occupied_units if unit.kind == "community"
    }
    free = [unit for unit in fitting if unit.index not in busy and unit.parent not in busy] or fitting
    return free[int(stream(seed, f"story {kind}", len(occupied_units)).integers(len(free)))]


def pick_start(kind: str, seed: int, days: int, as_of: date) -> date:
    """The day that the seed chooses: the story has just come to its end at as_of, or did so within a week before.

    Returnees come before a lunar new year, the last one that has begun.
    """
    if kind == "spring_return":
        festivals = [
            to_date(lunar_new_year(year)) - timedelta(days=BEFORE_FESTIVAL) for year in (as_of.year, as_of.year - 1)
        ]
        return next(day for day in festivals if day <= as_of)
    if kind == "late_source":
        return as_of - timedelta(days=STILL_LATE)
    gone = int(stream(seed, f"story start {kind}", 0).integers(0, 7))
    return as_of - timedelta(days=days - 1 + gone)


def check(story: Story, place: Place, start: date) -> None:
    """Raises StoryError (Chinese) if a story cannot happen in a history that begins on `start`."""
    kind = KINDS[story.kind]
    if unit_of(place, story.unit).kind not in kind.unit_kinds:
        raise StoryError(f"“{kind.zh}”不能放在{story.unit}。")
    if not 1 <= story.days <= LONGEST:
        raise StoryError(f"故事应持续 1 至 {LONGEST} 天：{story.days}")
    if story.start <= start:
        raise StoryError(f"故事要晚于数据起始日 {start}：{story.start}")
    if not kind.least <= story.strength <= kind.most:
        raise StoryError(f"“{kind.zh}”的强度（{kind.measure}）应在 {kind.least:g} 至 {kind.most:g} 之间。")
    if story.kind == "spring_return" and abs(story.first - lunar_new_year(story.start.year)) > NEAR_FESTIVAL:
        raise StoryError(f"春节返乡要从正月初一前后 {NEAR_FESTIVAL} 天内开始：{story.start}")
