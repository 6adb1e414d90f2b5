"""Every parameter of the generator, each with its source or the words "assumed, because".

Sources are named in short:
  安康    one week of a prefecture's 110 calls, 2017-01 (an unverified copy): 10,059 calls, 3,200 of them valid
  广州    a city's 110 calls, 2015 (an unverified copy)
  运城, 诸暨, 萧山, 金华    the documents that the catalogue rests on (core/catalogue/data)
The profile of calls, of a county and of a city, is that of 安康; 广州 (30% traffic, 30% invalid) is not used here.
"""

from __future__ import annotations

from dataclasses import dataclass

YEAR = 365.25


@dataclass(frozen=True)
class Size:
    """Size of a bureau: stations by setting, communities a station, and how busy it is.

    `stations` are the (urban, town, rural) stations of each county bureau. Where there are several, a city bureau
    is over them; a single one is the bureau itself.
    """

    stations: tuple[tuple[int, int, int], ...]
    communities: tuple[int, int, int]  # of an urban, a town and a rural station
    departments: int  # of each bureau
    calls: float  # multiplies the alerts
    work: float  # multiplies everything else that happens
    people: float = 1.0  # multiplies the posts of a station

    @property
    def has_counties(self) -> bool:
        """Tell whether county bureaus stand between the bureau and its stations."""
        return len(self.stations) > 1


SIZES = {
    # 诸暨 has 18 stations. Communities: assumed, because 萧山 counts 552 and 诸暨 284 estates over all of theirs.
    "county": Size(((6, 6, 6),), (16, 14, 12), 8, calls=1.0, work=1.0),
    # For tests and first lessons: a few hundred records of each kind.
    "small": Size(((1, 1, 1),), (5, 4, 4), 4, calls=0.066, work=0.3),
    # 金华 has 114 stations; nine counties are assumed, because the document does not say. How busy: assumed, because
    # ten million calls in the shortest history (34 months, 9,700 a day) are a big city's (广州: 16,000 a day), and
    # the rest goes with them. Posts: assumed, because a station five times as busy is bigger, but not by that much.
    "city": Size(
        ((9, 4, 1), (8, 4, 1), (4, 5, 3), (4, 5, 4), (4, 4, 4), (3, 5, 4), (3, 4, 5), (3, 4, 5), (4, 5, 5)),
        (17, 15, 12),
        8,
        calls=5.05,
        work=5.2,
        people=2.0,
    ),
}
SETTINGS = ("urban", "town", "rural")

# --- alerts -----------------------------------------------------------------------------------------------
CLASSES = ("criminal", "public_order", "traffic", "fire", "dispute", "help", "complaint", "other", "invalid")
# 安康's week: 10,059 calls less the 3,200 valid ones are invalid.
CLASS_COUNTS = (44, 125, 913, 3, 334, 298, 27, 1456, 6859)
# Calls a day of a mean station: assumed, because 18 stations then take about 0.3 million calls in three years.
CALLS_PER_DAY = 16.0
# Urban stations take more calls: assumed, because 安康's counties lay between 48 and 1,615 valid calls a week.
SETTING_CALLS = {"urban": 1.75, "town": 0.8, "rural": 0.45}
# By setting, how much likelier a class is than on the whole: assumed, because traffic and crime gather in towns
# and land disputes, fires and calls for help weigh more in the country.
SETTING_CLASS = {
    "urban": (1.15, 1.15, 1.10, 0.80, 0.92, 1.00, 1.10, 1.05, 1.00),
    "town": (0.90, 0.92, 0.98, 1.05, 1.05, 0.98, 0.95, 0.97, 1.00),
    "rural": (0.60, 0.65, 0.70, 1.60, 1.25, 1.05, 0.75, 0.88, 1.00),
}
# True growth a year (log scale): assumed, because the documents report falls in crime and disputes
# (嘉兴 −13.2% criminal alerts, 金华 −19.5% and 萧山 −32% dispute alerts) and a demo should hold milder ones.
CLASS_TREND = (-0.08, -0.05, 0.03, 0.0, -0.06, 0.02, 0.01, 0.015, -0.03)
STATION_TREND_SD = 0.03  # assumed, because stations do not move in step
STATION_VOLUME_SD = 0.22  # log scale; assumed, because stations of one setting still differ by half
STATION_CLASS_SD = 0.12  # log scale, a class of a station; assumed, because a market or a school makes a difference
# Overdispersion (gamma shapes; a smaller shape is wilder). Assumed, because variance/mean of a station's daily
# calls is then about 2, where methods for counts that are not Poisson begin to matter. Where stations are busier
# the shapes of days grow alike: assumed, because a busy station is a sum of more streets, which do not move in step.
SHOCK_DAY, SHOCK_MONTH, SHOCK_CLASS_DAY = 25.0, 500.0, 12.0

# Calls by hour of day, 0 to 23. Assumed, because no source gives hours: traffic follows the rush hours, disputes
# the evening, drunks and vice the night, and invalid calls the waking day.
HOURS_WEEKDAY = {
    "criminal": (5, 4, 3, 2, 2, 2, 3, 4, 6, 7, 7, 6, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 7, 6),
    "public_order": (8, 6, 5, 3, 2, 2, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 6, 6, 7, 8, 9, 10, 11, 10),
    "traffic": (2, 1, 1, 1, 1, 2, 5, 11, 12, 8, 7, 7, 6, 6, 7, 7, 9, 12, 12, 8, 6, 5, 4, 3),
    "fire": (3, 2, 2, 2, 2, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 6, 6, 7, 7, 7, 6, 5, 4, 4),
    "dispute": (3, 2, 1, 1, 1, 1, 2, 4, 6, 8, 8, 7, 6, 6, 7, 7, 7, 8, 9, 11, 11, 9, 6, 4),
    "help": (5, 4, 3, 2, 2, 3, 4, 6, 7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 8, 7),
    "complaint": (5, 3, 2, 1, 1, 1, 2, 3, 6, 8, 8, 6, 5, 6, 7, 7, 6, 5, 5, 6, 8, 9, 9, 7),
    "other": (4, 3, 2, 2, 2, 2, 3, 5, 7, 8, 8, 8, 7, 7, 8, 8, 8, 8, 8, 8, 8, 7, 6, 5),
    "invalid": (4, 3, 2, 2, 2, 2, 3, 5, 7, 8, 8, 8, 8, 7, 7, 7, 7, 8, 8, 8, 8, 7, 6, 5),
}
# How much later the day runs at weekends, in hours: assumed, because people rise and go home later.
WEEKEND_SHIFT = 1
# Weekend calls against weekdays by class: assumed, because work traffic falls away and company grows.
WEEKEND_FACTOR = (1.02, 1.22, 0.90, 1.00, 1.12, 1.05, 0.92, 0.97, 1.03)
# By month, January first. Assumed, because company, drink and open windows belong to the summer and fires to
# the dry months; means are near 1.
SEASONS = {
    "criminal": (0.98, 0.92, 0.98, 1.00, 1.02, 1.04, 1.05, 1.05, 1.00, 0.98, 0.98, 1.00),
    "public_order": (0.88, 0.86, 0.94, 1.00, 1.05, 1.12, 1.18, 1.16, 1.05, 0.98, 0.92, 0.88),
    "traffic": (1.02, 0.96, 0.97, 1.00, 1.01, 1.00, 0.98, 0.98, 1.02, 1.04, 1.02, 1.02),
    "fire": (1.25, 1.35, 1.30, 1.20, 0.85, 0.70, 0.75, 0.80, 0.85, 0.95, 1.00, 1.10),
    "dispute": (0.95, 0.95, 0.98, 1.00, 1.03, 1.06, 1.08, 1.07, 1.02, 0.98, 0.95, 0.95),
    "help": (0.98, 0.96, 0.97, 0.99, 1.01, 1.04, 1.08, 1.06, 1.01, 0.98, 0.96, 0.97),
    "complaint": (0.92, 0.92, 1.00, 1.02, 1.04, 1.06, 1.08, 1.06, 1.00, 0.98, 0.96, 0.94),
    "other": (0.97, 0.96, 0.99, 1.00, 1.01, 1.03, 1.04, 1.03, 1.01, 1.00, 0.98, 0.98),
    "invalid": (0.98, 0.97, 0.99, 1.00, 1.01, 1.02, 1.04, 1.03, 1.00, 0.99, 0.98, 0.98),
}
# Around the lunar new year: (first day, last day, factor), day 0 being 正月初一. That calls rebound after the
# festival is reported of 安康; the depth of the dip is assumed, because shops and sites stand still then.
FESTIVAL = ((-9, -3, 1.05), (-2, 6, 0.74), (7, 20, 1.12))
# Travel home and back; assumed, because the days of travel are known and its volume is not.
FESTIVAL_TRAFFIC = ((-12, -2, 1.18), (-1, 4, 0.80), (5, 9, 1.22), (10, 20, 1.05))
FESTIVAL_FIRE = ((-3, 6, 2.2), (13, 16, 1.8))  # assumed, because fireworks go with it, and with 元宵

# Kinds within a class. Assumed, because no source splits classes; telecom fraud leads crime today and accidents
# lead traffic calls.
ALERT_KINDS: dict[str, dict[str | None, float]] = {
    "criminal": {"telecom_fraud": 46, "theft": 28, "burglary": 8, "robbery": 1.5, "assault": 8, "other": 8.5},
    "public_order": {"theft": 30, "assault": 34, "vice": 10, "drunk": 12, "other": 14},
    "traffic": {"accident": 72, "congestion": 24, "other": 4},
    "fire": {"other": 1},
    "dispute": {"neighbour": 25, "family": 24, "debt": 14, "labour": 13, "consumer": 14, "land": 5, "other": 5},
    "help": {"lost": 32, "noise": 26, "drunk": 14, "other": 28},
    "complaint": {"vice": 30, "noise": 30, "congestion": 12, "other": 28},
    "other": {"noise": 8, "lost": 7, "other": 85},
    "invalid": {None: 1},
}
# Times as likely; assumed, because villages have land to quarrel over and few shops
RURAL_KIND = {"land": 4.0, "consumer": 0.4, "labour": 0.6, "vice": 0.5}

# Share of calls that somebody goes to: assumed, because advice and invalid calls end on the telephone.
ATTENDED = (0.97, 0.98, 0.95, 1.0, 0.96, 0.85, 0.70, 0.45, 0.0)
# Seconds to the scene, lognormal: assumed, because distances grow from street to village.
RESPONSE_MEDIAN = {"urban": 400.0, "town": 560.0, "rural": 830.0}
RESPONSE_SIGMA = 0.45  # assumed, because the slowest tenth then takes less than twice the median
RESPONSE_STATION_SD = 0.10  # log scale; assumed, because patrol bases differ
# Completed on the scene: 诸暨 wants 90% or more of traffic and dispute alerts; crime seldom ends there (assumed).
ON_SCENE = (0.30, 0.62, 0.93, 0.70, 0.905, 0.94, 0.85, 0.93, 0.0)
ON_SCENE_STATION_SD = 0.22  # log-odds; assumed, because some stations should miss the 90%
# Seconds after arrival, completed on scene or not, and sigma: assumed, because a patrol has a next call to go to, and
# what it hands over takes a shift or two.
OUTCOME_MEDIAN = {True: 45 * 60.0, False: 20 * 3600.0}
OUTCOME_SIGMA = 0.7  # assumed, because some take three times as long
# Not a police matter: about 20% of 广州's calls are; within 安康's classes it is help and other (assumed).
NON_POLICE = (0.0, 0.0, 0.0, 0.0, 0.06, 0.42, 0.25, 0.48, 0.0)
DIVERTED, DIVERTED_TREND = 0.62, 0.30  # of those, and log-odds a year; assumed, because the scheme is being built up
# Joint 110/119/120 dispatch: assumed, because fires always need it and crashes sometimes do.
JOINT = (0.04, 0.03, 0.09, 0.95, 0.01, 0.06, 0.0, 0.01, 0.0)
RECORD_MEDIAN, RECORD_SIGMA = 12 * 60.0, 0.8  # seconds until entered; assumed, because the desk types as it talks
RECORD_LATE, RECORD_LATE_DAYS = 0.015, (1, 4)  # assumed, because a few sheets are forgotten over a weekend

# --- disputes ---------------------------------------------------------------------------------------------
DISPUTE_KINDS = ("neighbour", "family", "land", "labour", "debt", "consumer", "other")
# Dispute alerts that become a registered dispute. 运城 has 619 from alerts beside 366 canvassed in a month; 安康's
# share of dispute alerts allows about half of them (assumed).
ALERT_TO_DISPUTE = {"urban": 0.42, "town": 0.50, "rural": 0.58}
# Canvassed disputes a station and month: 金华's 21,000 a year in 114 stations is 15 a month from both origins.
CANVASSED = {"urban": 7.5, "town": 7.0, "rural": 6.0}
CANVASSED_SHAPE = 6.0  # assumed, because canvassing goes in drives
CANVASSED_KINDS = (30, 20, 14, 14, 12, 4, 6)  # assumed, because neighbours tell of neighbours and families first
# Resolved in the end: 金华 96.7% and then 98.9%, 萧山 86% of key disputes, 运城 73% and 94% within the month.
RESOLVED = {"alert": 0.975, "canvassed": 0.957, "key": 0.88}
RESOLVED_TREND = 0.18  # log-odds a year: from 金华's 96.7% to 98.9% at a milder pace
# Log-odds; assumed, because the documents' rates spread from 运城's 73% to 金华's 99%, most of it age.
RESOLVED_STATION_SD = 0.45
# Days to resolution, lognormal medians by kind, and for key ones: assumed, because 运城 resolved 94% of alert
# disputes but 73% of canvassed ones in a first month.
RESOLVE_DAYS = {
    "neighbour": 4.0,
    "family": 3.5,
    "land": 14.0,
    "labour": 9.0,
    "debt": 11.0,
    "consumer": 3.0,
    "other": 5.0,
}
RESOLVE_SIGMA = 1.0  # assumed, because one in six then takes nearly three times the median
# Of those not resolved so, a part is at last, after so many days (median, sigma): assumed, because a backlog that
# only grows would be a trend that nobody meant.
STUBBORN, STUBBORN_DAYS = 0.60, (200.0, 0.5)
CANVASSED_SLOWER, KEY_SLOWER = (
    1.9,
    4.0,
)  # 运城: 73% against 94% in a first month; key ones: assumed, because 萧山 has 86%
RESOLVE_STATION_SD = 0.18  # log scale; assumed, because mediators differ
BODIES = ("station", "joint", "mediation", "town", "department")
BODY_SHARES = (50, 16, 22, 8, 4)  # assumed, because 嘉兴's 4+X stations handle a part of what the police keep
KEY = {"alert": 0.015, "canvassed": 0.06}  # assumed: 萧山 lists 816 key disputes in a district of half a million calls
DUE_DAYS = (30, 60, 90)  # time allowed to a key dispute; assumed, because leaders give whole months
DUE_USUAL, DUE_USUAL_DAYS = 0.35, (7, 15, 30)  # others; assumed, because few sheets ask for a date
REPEAT_CALLS = {"alert": 0.13, "canvassed": 0.06}  # repeat alerts a dispute; assumed, because few come back
REPEAT_DAYS = 16.0  # mean wait; assumed, because what comes back does so while it is still talked about
ESCALATED = {"alert": 0.018, "canvassed": 0.007}  # turned into a case; assumed, because it is the rare bad end
ESCALATED_UNRESOLVED = 5.0  # times as likely where nothing resolved it; assumed, because that is why one resolves
ALERT_DISPUTE_RECORD = (4 * 3600.0, 0.8)  # median seconds and sigma; assumed, because the same shift enters it
CANVASSED_RECORD = (1.6 * 86400.0, 0.8)  # assumed, because canvassers enter their sheets at the desk

# --- cases ------------------------------------------------------------------------------------------------
# Alerts that become a case: assumed, because some crimes reported are none, and half of public order ends in words.
CASE_FROM_CRIMINAL, CASE_FROM_PUBLIC_ORDER = 0.86, 0.52
# Reports made in person, a station and month: assumed, because fraud is mostly reported at the counter.
WALK_IN = {"urban": 5.0, "town": 2.2, "rural": 1.0}
WALK_IN_SHAPE = 8.0  # assumed, because small numbers a month vary by more than chance
# Assumed, because fraud is found out at home, by daylight.
WALK_IN_KINDS = {"telecom_fraud": 52, "theft": 20, "burglary": 4, "assault": 10, "vice": 6, "other": 8}
WALK_IN_CRIMINAL = 0.55  # the rest are public order; assumed, because petty cases are reported at the counter too
CASE_TREND = {"burglary": -0.12, "theft": -0.06, "telecom_fraud": -0.04}  # log a year: 嘉兴 −6% fraud cases (milder)
FILED = 0.965  # assumed, because what was recorded is seldom refused
FILED_HOURS, FILED_SIGMA = 20.0, 0.9  # assumed, because the rules give 3 and 7 days and most offices keep them
# Solved in the end, by kind: assumed, because fraud is seldom and vice nearly always cleared up.
SOLVED = {
    "burglary": 0.62,
    "theft": 0.52,
    "robbery": 0.93,
    "telecom_fraud": 0.30,
    "assault": 0.95,
    "vice": 0.97,
    "other": 0.75,
}
SOLVED_TREND = 0.10  # log-odds a year: 嘉兴 reports a rising clearance rate
SOLVED_STATION_SD = 0.25  # log-odds; assumed, because the same squads help all stations
SOLVED_DAYS, SOLVED_SIGMA = 8.0, 1.1  # lognormal; assumed, because traces age: most in weeks, a few after months
FAST_SOLVED = 0.22  # property cases cleared up at once: 金华's 3-hour drive (share assumed)
FAST_SOLVED_SECONDS = 4800.0  # 金华's drive again: most of them within its three hours
# Goods that come back, of property cases solved, and solved at once: assumed, because goods are soon sold.
RECOVERED, RECOVERED_FAST = 0.40, 0.75
# Hours after the solution (median and sigma): assumed, because they are found with the thief or a long way off.
RECOVERED_HOURS, RECOVERED_SIGMA = 0.6, 1.2
# Days after filing, and sigma: assumed, because the statutory 30 days are near.
INVESTIGATED_DAYS = {"criminal": 27.0, "public_order": 13.0}
INVESTIGATED_SIGMA = 0.6  # assumed, because some are done in a week
INVESTIGATED = 0.985  # of filed cases, in the end; assumed, because a few are never closed
# Days after the investigation, and sigma: assumed, because the next office has weeks for crimes and days for the rest.
CONCLUDED_DAYS = {"criminal": 22.0, "public_order": 8.0}
CONCLUDED_SIGMA = 0.7  # assumed, because offices differ
REFUSED_DAYS, REFUSED_SIGMA = 3.0, 0.5  # a case not filed; assumed, because the rules give three days
# Persons a solved case, Poisson: assumed, because most cases have one suspect and half of these stay free.
DETAINED = {"criminal": 0.55, "public_order": 0.40}
# Of concluded public-order cases; amounts by law. The share: assumed, because detention or a warning is as usual.
FINED, FINES_YUAN = 0.22, (200, 500, 1000, 2000)


@dataclass(frozen=True)
class Endings:
    """The ends of work that drags on: its ages on a day. By law and by the documents they look alike.

    What would take a dispute more than `longest` days counts as not resolved as usual; `at_last` of these are so after
    `at_last_days` (median, sigma). `investigated` of the filed cases end; `orders_late` of the instructions are
    finished late and `orders_left` are left lying.
    """

    longest: float

    at_last: float
    at_last_days: tuple[float, float]
    investigated: float
    orders_late: float
    orders_left: float


# Assumed, because a long quiet history for tests and benchmarks needs a tail that methods for ages must bear.
TAILED = Endings(1e6, STUBBORN, STUBBORN_DAYS, INVESTIGATED, 0.09, 0.01)
# Assumed, because a bureau that chases its lists has hardly anything open beyond half a year: medians are weeks.
CHASED = Endings(75.0, 1.0, (55.0, 0.5), 1.0, 0.02, 0.0)

# --- inspections and sweeps -------------------------------------------------------------------------------
# Premises a station and month. 运城's first month: 4,034 + 1,542 + 478 + 215 in 13 counties, so about 480 a county.
INSPECTIONS = {"urban": 34.0, "town": 26.0, "rural": 18.0}
INSPECTIONS_SHAPE = 10.0  # assumed, because visits go in drives
PREMISES = ("nine_small", "rental", "hotel", "leisure", "entertainment", "bathhouse")
PREMISES_SHARES = (4034, 1542, 478, 215, 90, 40)  # 运城; the last two assumed, because only closures are given
ROOMS = (3.0, 4.9, 28.0, 9.0, 14.0, 12.0)  # mean rooms: 运城's rentals have 7,521 in 1,542; the rest assumed
HAZARDS = (0.085, 0.11, 0.10, 0.22, 0.25, 0.25)  # a visit, Poisson: 运城's 196 in 4,034 plus night patrols' 790
RECTIFIED = 0.965  # 运城: 189 of 196
RECTIFIED_STATION_SD = 0.4  # log-odds; assumed, because some stations go back and look and others do not
RECTIFY_DAYS, RECTIFY_SIGMA = 5.0, 0.7  # assumed, because notices give a week
NOTICE = 0.42  # a notice a visit with hazards: 运城 60 notices for 196 hazards, 45 for venues
SUSPENDED = (0.0, 0.0, 0.01, 0.06, 0.16, 0.16)  # of visits with hazards: 运城 closed 7 and 2 venues
DRIVE_MONTHS, DRIVE_FACTOR = (6, 7, 8), 1.45  # 百日行动 runs through the summer (运城)
# Buildings a station and month: assumed, because towns have more of them.
SWEEPS = {"urban": 46.0, "town": 26.0, "rural": 12.0}
SWEEPS_SHAPE = 8.0  # assumed, because sweeps go in drives
SWEEP_PREMISES = ("building", "rental", "hotel", "site")
SWEEP_SHARES = (35, 40, 12, 13)  # assumed, because people without a register live in lets and buildings first
# 采集-比对-预警-处置-归档: the share that goes on to the next stage and the median hours it takes.
SWEEP_COMPARED = (0.985, 2.0)  # assumed, because the comparison is a matter of routine
SWEEP_WARNED = (0.16, 0.5)  # assumed, because a warning is what the comparison finds in a part only
SWEEP_DISPOSED = (0.955, 20.0)  # assumed, because a warning wants somebody on the spot the next day
SWEEP_FILED = (0.975, 30.0)  # assumed, because what is not warned of is filed at once and the rest in a day or two
FIELD_RECORD = (6 * 3600.0, 0.9)  # seconds until entered; assumed, because sheets are entered in the evening

# --- instructions -----------------------------------------------------------------------------------------
# The documents tell of the loop 派单、签收、反馈、归档 and give no rates of it. An instruction a station and month:
# assumed, because a command that tells everybody something every week is heeded by nobody.
INSTRUCTIONS = {"urban": 1.6, "town": 1.0, "rural": 0.7}
INSTRUCTION_SENT_DAYS = 20  # of the next month; assumed, because last month's figures are out in its first weeks
# KPI, class of alert and its name: assumed, because alerts are what a command asks stations about.
INSTRUCTION_TOPICS = (
    ("dispute_alerts", "dispute", "纠纷警情"),
    ("criminal_alerts", "criminal", "刑事警情"),
    ("traffic_alerts", "traffic", "交通警情"),
    ("public_order_alerts", "public_order", "治安警情"),
)
INSTRUCTION_SIGNED_LATE = 0.06  # assumed, because signing is one click, and weekends are forgiven
INSTRUCTION_HANDED_BACK = 0.03  # assumed, because borders are mostly known
INSTRUCTION_LET_OFF = 0.4  # of those handed back; assumed, because most had their reason to be sent there
INSTRUCTION_URGED = 0.7  # of the late; assumed, because somebody must look at the list
INSTRUCTION_PROGRESS = 0.6  # report on the way; assumed, because short tasks are reported once
INSTRUCTION_ASKED = 0.10  # ask for more time; assumed, because a fortnight is mostly enough
INSTRUCTION_GRANTED = 0.8  # assumed, because reasons are given
INSTRUCTION_LATE_DAYS = 6  # at most; assumed, because the late are urged
INSTRUCTION_REJECTED = 0.11  # sent back at the review; assumed, because first reports are often general
INSTRUCTION_REOPENED = 0.03  # assumed, because few come back once filed

# --- services and surveys ---------------------------------------------------------------------------------
# A station and month; assumed, because a demo should not be all services
SERVICES = {"urban": 125.0, "town": 80.0, "rural": 45.0}
SERVICES_SHAPE = 30.0  # assumed, because people's errands are steady
ITEMS = ("household", "id_card", "residence", "traffic", "exit_entry", "security", "other")
ITEM_SHARES = (27, 26, 14, 14, 9, 4, 6)  # assumed, because registers and identity cards are what people come for
CHANNELS = ("window", "online", "machine")
CHANNEL_SHARES = (56, 30, 14)  # now; assumed, because 一机通办 is being built up
FAST = (0.30, 0.50, 0.30, 0.20, 0.05, 0.0, 0.10)  # by item: 诸暨 has 24 of 194 items, the most asked for (assumed)
FAST_SECONDS, FAST_SIGMA = 340.0, 0.33  # 诸暨: within ten minutes, which then 95% are (assumed)
USUAL_HOURS, USUAL_SIGMA = 9.0, 1.4  # assumed, because some items need a check
UNFINISHED = 0.006  # withdrawn, never concluded; assumed, because few give up
# Surveys a station and month by kind: assumed, because a year then holds a few hundred of each station.
SURVEYS = {"third_party": 9.0, "callback": 24.0, "community": 8.0}
# 金华 98%; by kind: assumed, because callers thank more than colleagues do.
SATISFIED = {"third_party": 0.981, "callback": 0.984, "community": 0.976, "upward": 0.965, "downward": 0.960}
SATISFIED_SD = 0.35  # log-odds between stations; assumed, because some should fall short of 98%
SURVEY_LAG_DAYS = 3  # assumed, because 测评 results are entered from sheets within days
RATED_EVERY = 3  # 双向考核: each rates the other every third month; assumed, because the documents name no pace

# --- people -----------------------------------------------------------------------------------------------
POLICE = {"urban": 22, "town": 13, "rural": 8}  # a station; assumed, because 诸暨's communities outnumber officers
# A station, communities included; assumed, because every community without police has one, and more
AUXILIARY = {"urban": 34, "town": 24, "rural": 18}
STATION_SHARE = 0.414  # of the police at the start; moves to the stations bring it near 运城's 41.5%
# Of headquarters' police a year (警力下沉), and for so many years: assumed, because a drive has a pace and an end.
MOVES_PER_YEAR, MOVE_YEARS = 0.015, 2.0
CITY_SHARE = 0.15  # of headquarters' police, at the city's own departments; assumed, because most work is the counties'
COMMUNITY_SHARE = 0.455  # of station police: 运城 47.45%, standard 40%
AUXILIARY_PER_HQ_POLICE = 0.8  # assumed, because offices have fewer auxiliaries than stations
BUREAU_LEADERS = 5  # assumed, because a bureau has a chief, a commissar and a few deputies
# Posts of station police and auxiliaries besides community posts, in this order of filling: assumed, because
# cases and the desk are manned first.
STATION_LEADERS = {"urban": 4, "town": 3, "rural": 2}
# Assumed, because cases take the most hands
STATION_POSTS = ("case", "household", "command", "case", "patrol", "case", "patrol")
# Assumed, because auxiliaries patrol above all
AUXILIARY_POSTS = ("patrol", "patrol", "command", "patrol", "household", "case")
# Assumed, because a force that hired by waves has all ages; police
AGES = ((22, 30, 0.20), (30, 36, 0.18), (36, 45, 0.25), (45, 52, 0.20), (52, 60, 0.17))
AUXILIARY_AGES = ((20, 28, 0.35), (28, 36, 0.35), (36, 45, 0.20), (45, 58, 0.10))  # assumed, because they turn over
RETIRE_AGE = 60  # assumed, because it was the age for men until 2025; the reform raises it by months
QUIT = {"police": 0.015, "auxiliary": 0.09}  # leavers a year; assumed, because auxiliaries have no tenure
# Transfers a year, in pairs of posts; assumed, because rotation is a rule for police
SWAP = {"police": 0.07, "auxiliary": 0.03}
REFILL_DAYS = (20, 90)  # a vacancy lasts so long; assumed, because transfers are made a few times a year
# Assumed, because most join after school or college
JOIN_AGE = {"police": (22, 30), "auxiliary": (20, 32), "leader": (34, 46)}
