"""Recipes of the measures that come from reports alone (统计报表).

Levels are per reporting unit. Sources are named as in calibration.py; what names none is assumed, because the
documents give no level: the order of size is chosen so that a county of 18 stations looks like them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """A stock: its level at the start by setting (or "bureau", for 18 stations).

    It grows so much a year and differs so much between units (a standard deviation), both on the log scale.
    `fixed` does not shrink with a smaller bureau.
    """

    base: dict[str, float]
    grows: float = 0.04
    differs: float = 0.20
    fixed: bool = False


@dataclass(frozen=True)
class ShareOf:
    """A part of another stock, or of a number: its share at the start and the share it comes near in years."""

    of: str | int
    first: float
    last: float
    differs: float = 0.4  # between units, in log-odds


@dataclass(frozen=True)
class Next:
    """The units next in line for a number that is a `ShareOf` one."""

    after: str
    share: float


@dataclass(frozen=True)
class RemainderOf:
    """The remainder that other parts leave of a stock."""

    of: str
    less: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """The sum of other stocks."""

    terms: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """Counted on the made-up place itself: station, communities or villages."""

    kind: str


@dataclass(frozen=True)
class Flow:
    """A count a month by setting (or "bureau", for 18 stations), its growth a year, and its gamma shape."""

    mean: dict[str, float]
    grows: float = 0.0
    shape: float = 10.0


@dataclass(frozen=True)
class Due:
    """The same number every month."""

    number: int


@dataclass(frozen=True)
class FlowPart:
    """A part of another flow, drawn of it: its share at the start and the share it comes near."""

    of: str
    first: float
    last: float
    differs: float = 0.35


Shape = Level | ShareOf | Next | RemainderOf | Total | Counted | Flow | Due | FlowPart


def _by_setting(urban: float, town: float, rural: float) -> dict[str, float]:
    return {"urban": urban, "town": town, "rural": rural}


BASE, SECURITY, TECH, SERVICE, FORCE, REGISTER = (
    "基层基础月报",
    "治安管理月报",
    "科技信通月报",
    "网办中心月报",
    "队伍管理月报",
    "一标三实台账",
)

SCENES = {"service": 3, "cogovernance": 3, "patrol": 3, "base": 3, "crackdown": 2, "enforcement": 2, "team": 2}

PROFILE: dict[str, tuple[str, Shape]] = {
    # 科技
    "cameras_connected": (TECH, Level(_by_setting(1150, 560, 290), grows=0.05)),  # 运城: 1,247 at one station
    "data_sources": (TECH, Level({"bureau": 15.6}, grows=0.05, differs=0.0, fixed=True)),  # 嘉兴: 18
    "safety_code_total": (TECH, Level({"bureau": 41_000}, grows=0.06, differs=0.1)),
    "safety_code_green": (TECH, ShareOf("safety_code_total", 0.962, 0.975, differs=0.1)),
    "safety_code_yellow": (TECH, ShareOf("safety_code_total", 0.025, 0.018, differs=0.1)),
    "safety_code_red": (TECH, RemainderOf("safety_code_total", ("safety_code_green", "safety_code_yellow"))),
    "smart_units_community": (TECH, Level(_by_setting(17, 9, 4), grows=0.10)),  # 诸暨: 198
    "smart_units_school": (TECH, ShareOf(1, 0.32, 0.50, differs=0.0)),  # 诸暨: 8
    "smart_units_hospital": (TECH, ShareOf(1, 0.30, 0.48, differs=0.0)),  # 诸暨: 8
    # 治理
    "joint_governance_stations": (BASE, ShareOf(1, 0.45, 0.72, differs=0.0)),  # 嘉兴: 12
    "branch_communities": (BASE, Level(_by_setting(24, 15, 6), grows=0.06)),  # 诸暨: 284
    "branch_deputy_secretaries": (BASE, Level(_by_setting(8, 5.5, 3), grows=0.04)),  # 诸暨: more than 100
    "volunteer_groups": (BASE, Level(_by_setting(38, 25, 15), grows=0.04)),  # 诸暨: 479
    "volunteers": (BASE, Level(_by_setting(1240, 780, 430), grows=0.05)),  # 诸暨: 14,953
    "police_rooms": (BASE, ShareOf("communities", 0.40, 0.66)),  # 运城: 33 in one county-level city
    "communities": (BASE, Counted("communities")),
    "digital_studios": (BASE, ShareOf("communities", 0.22, 0.66)),  # 萧山: 328 of 552
    "police_areas": (BASE, ShareOf("communities", 0.80, 0.80, differs=0.2)),
    "police_areas_with_team": (BASE, ShareOf("police_areas", 0.68, 0.94)),
    "villages": (BASE, Counted("villages")),
    "villages_with_officer": (BASE, ShareOf("villages", 0.84, 0.98)),
    # 萧山: seven fields, 18 scenes; how they divide is assumed.
    **{
        f"{field}_scenes_due": (BASE, Level(_by_setting(n, n, n), grows=0.0, differs=0.0))
        for field, n in SCENES.items()
    },
    **{f"{field}_scenes": (BASE, ShareOf(f"{field}_scenes_due", 0.34, 0.82)) for field in SCENES},
    "future_station_scenes_due": (BASE, Total(tuple(f"{field}_scenes_due" for field in SCENES))),
    "future_station_scenes": (BASE, Total(tuple(f"{field}_scenes" for field in SCENES))),
    "double_ten_items": (BASE, Due(20)),  # 萧山: 双十条, ten and ten
    "double_ten_items_done": (BASE, FlowPart("double_ten_items", 0.90, 0.965)),
    "youth_supported": (BASE, Level({"bureau": 118}, grows=0.12, differs=0.1)),  # 诸暨: 161
    "youth_returned": (BASE, ShareOf("youth_supported", 0.95, 0.985, differs=0.1)),  # 诸暨: all of them
    "town_response_staff": (BASE, Level({"bureau": 1700}, grows=0.04, differs=0.1)),  # 萧山: 1,858
    "fengqiao_stations": (BASE, ShareOf(1, 0.12, 0.34, differs=0.0)),  # 运城: 9 at the province's level
    "fengqiao_candidate_stations": (BASE, Next("fengqiao_stations", 0.22)),
    "demonstration_stations": (BASE, ShareOf(1, 0.10, 0.26, differs=0.0)),  # 金华: ten of 114
    "stations": (BASE, Counted("station")),
    # 一标三实
    "standard_addresses": (REGISTER, ShareOf("actual_population", 0.52, 0.54, differs=0.15)),
    "actual_population": (REGISTER, Level(_by_setting(4600, 2700, 1500), grows=0.01, differs=0.30)),
    "actual_houses": (REGISTER, ShareOf("actual_population", 0.40, 0.42, differs=0.15)),
    "actual_units": (REGISTER, ShareOf("actual_population", 0.045, 0.052, differs=0.35)),
    # 治安
    "night_patrol_hazards": (SECURITY, Flow(_by_setting(5.0, 3.4, 2.0))),  # 运城: 790 and more in 13 counties
    "drinking_dissuaded": (SECURITY, Flow(_by_setting(2.2, 1.2, 0.7))),  # 运城: 310
    "drinking_stopped": (SECURITY, Flow(_by_setting(1.0, 0.6, 0.3))),  # 运城: 146
    "publicity_contacts": (SECURITY, Flow(_by_setting(105, 66, 36), grows=0.05, shape=6.0)),  # 运城: 15,700 and more
    "fugitives_caught": (SECURITY, Flow({"bureau": 1.4})),  # 嘉兴: 6 in some months
    # 服务
    "one_machine_services": (SERVICE, Level({"bureau": 96}, grows=0.07, differs=0.0, fixed=True)),  # 诸暨: 118
    "service_items": (SERVICE, Level({"bureau": 176}, grows=0.035, differs=0.0, fixed=True)),  # 诸暨: 194
    "fast_service_items": (SERVICE, ShareOf("service_items", 0.07, 0.135, differs=0.0)),  # 诸暨: 24 of 194
    # 队伍
    "supervision_notices": (FORCE, Flow({"bureau": 7.0}, grows=-0.16, shape=30.0)),  # 诸暨: down by 30% (milder)
    "deployed_officers": (FORCE, Level(_by_setting(19, 15, 12), grows=0.05)),  # 运城: 332 at 21 stations
    "village_assigned_auxiliaries": (FORCE, Level(_by_setting(0.6, 4.5, 8.5), grows=0.06)),  # 运城: 33 and 73
}
