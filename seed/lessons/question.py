"""Questions of a lesson as data: what is asked, how it is answered, and what the key looks at."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from core.labelled_enum import LabelledEnum
from core.metrics.types import ChangeKind

WHOLE_MARKS = 100  # of all the questions of a shipped lesson


class AnswerForm(LabelledEnum):
    """The way in which a question is answered."""

    CHOICE = "choice", "选一个"
    NUMBER = "number", "填数"
    MONTH = "month", "选月份"
    DAY = "day", "选日期"
    ORDER = "order", "排顺序"
    TEXT = "text", "写几句"


class Ask(StrEnum):
    """The kind of what a question asks for; the key works it out by this."""

    VERDICT = "verdict"  # of a change of a KPI
    FIGURE = "figure"  # of a KPI in a period
    RETURN = "return"  # of the units that rose most, how many come down in the next period
    CLAIM = "claim"  # can a printed figure be true
    PLANTED = "planted"  # where a story happens: the generator's truth
    STATION = "station"  # which station is highest or lowest, or can be told from the mean at all
    SENTENCE = "sentence"  # which sentence on a change may be printed
    MONTH = "month"  # the month of a KPI's chart that is highest or lowest
    DAY = "day"  # the day on which a story began
    ORDER = "order"  # stations by a figure, the highest first
    STAY = "stay"  # of the highest units, how many are still among the highest in the next period
    REVERSAL = "reversal"  # do the stations and the whole move the same way
    AVERAGE = "average"  # the plain mean of the stations' figures beside the whole's figure
    SKEW = "skew"  # the mean time to the scene beside the median
    RANGE = "range"  # is a day's count usual
    STRAYS = "strays"  # signals that speak of nothing that was planted
    MISSED = "missed"  # planted stories of which the product says nothing
    CHANCE = "chance"  # signals that chance alone makes a month
    TEXT = "text"  # in one's own words: the trainer marks it


class Pick(LabelledEnum):
    """The station or month that is to be found."""

    HIGHEST = "highest", "最高的"
    LOWEST = "lowest", "最低的"
    ABOVE = "above", "确实高于全组平均的"  # beyond doubt, among like units
    BELOW = "below", "确实低于全组平均的"
    HIGHEST_RATE = "highest_rate", "按人口或警力算最高的"  # by what the count is set against


class Rule(NamedTuple):
    """Rule of a kind of question: what it is called on the form, how it is answered, and which fields it needs."""

    zh: str
    form: AnswerForm
    needs: tuple[str, ...] = ()
    needs_bureau: bool = True


RULES: dict[Ask, Rule] = {
    Ask.VERDICT: Rule("一个变化怎么判", AnswerForm.CHOICE, ("kpi", "period")),
    Ask.SENTENCE: Rule("哪句话可以印", AnswerForm.CHOICE, ("kpi", "period")),
    Ask.FIGURE: Rule("一个数是多少", AnswerForm.NUMBER, ("kpi", "period")),
    Ask.STATION: Rule("是哪个所", AnswerForm.CHOICE, ("kpi", "period")),
    Ask.ORDER: Rule("各所从高到低", AnswerForm.ORDER, ("kpi", "period")),
    Ask.MONTH: Rule("月图上哪个月", AnswerForm.MONTH, ("kpi",)),
    Ask.RANGE: Rule("这一天正常吗", AnswerForm.CHOICE, ("kpi", "day")),
    Ask.RETURN: Rule("升得最多的，下一期有几个回落", AnswerForm.NUMBER, ("kpi", "before", "period", "after")),
    Ask.STAY: Rule("最高的几个，下一期还剩几个", AnswerForm.NUMBER, ("kpi", "period", "after")),
    Ask.REVERSAL: Rule("各所与全局的方向", AnswerForm.CHOICE, ("kpi", "period")),
    Ask.AVERAGE: Rule("各所的平均与全局的数", AnswerForm.CHOICE, ("kpi", "period")),
    Ask.SKEW: Rule("平均用时与中位数", AnswerForm.CHOICE, ("period",)),
    Ask.STRAYS: Rule("有几条预警说的不是埋的事", AnswerForm.NUMBER),
    Ask.MISSED: Rule("埋的事有几件没有报出", AnswerForm.NUMBER),
    Ask.CHANCE: Rule("偶然一个月会有几条预警", AnswerForm.NUMBER),
    Ask.PLANTED: Rule("故事在哪个单位", AnswerForm.CHOICE, ("story",)),
    Ask.DAY: Rule("故事从哪天开始", AnswerForm.DAY, ("story",)),
    Ask.CLAIM: Rule("印出来的数能不能成立", AnswerForm.CHOICE, ("claim",), needs_bureau=False),
    Ask.TEXT: Rule("用自己的话写", AnswerForm.TEXT, needs_bureau=False),
}


class PrintedClaim(BaseModel):
    """A figure as a bulletin prints it, with the counts that stand beside it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kpi: str
    kind: Literal["rate", "yoy"]
    reported: str
    unit: str = "%"
    numerator: int | None = None
    denominator: int | None = None


class Question(BaseModel):
    """A question: its words, the page where it is answered, its points, and what the key looks at.

    `tolerance` is how far a number (in the figure's own unit) or a day may lie off. `top` is how many units are looked
    at, `months` how many months of a chart. `beside` are KPIs of which a class is shown every station's figure, in the
    question's period.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str = Field(min_length=4)
    ask: Ask
    points: int = Field(ge=1, le=WHOLE_MARKS)
    page: str
    kpi: str | None = None
    period: str | None = None
    before: str | None = None
    after: str | None = None
    day: date | None = None
    change: ChangeKind = "yoy"
    pick: Pick = Pick.HIGHEST
    top: int = Field(default=3, ge=1, le=9)
    months: int = Field(default=12, ge=3, le=24)
    tolerance: float = Field(default=0, ge=0)
    story: str | None = None
    claim: PrintedClaim | None = None
    beside: tuple[str, ...] = ()

    @property
    def form(self) -> AnswerForm:
        """The way in which it is answered."""
        return RULES[self.ask].form
