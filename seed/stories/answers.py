"""The answers: in Chinese, what was planted, where, since when, what it did, and what an attentive reader can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.time.days import to_date
from seed.bureau import Plan
from seed.choices import shipped
from seed.ledger import late_source
from seed.stories.effect import REPORTS, effect
from seed.stories.story import KINDS, Story, unit_of
from seed.stories.surges import cluster_kind


@dataclass(frozen=True)
class Key:
    """Answer key of a kind of story: what it does (with the strength put in), what shows of it, and in which KPIs."""

    told_template: str
    see: str
    kpis: tuple[str, ...]


KEYS = {
    "fraud_surge": Key(
        "电信网络诈骗增至平常的 {strength} 倍：报警的和到柜台报案的同比例增加。",
        "上升集中在这里，别处没有；先见于警情，立案晚一两天。平常就少，光看百分比会误判，要看判断和近几周走势。",
        ("telecom_fraud_alerts", "telecom_fraud_cases", "criminal_alerts"),
    ),
    "dispute_cluster": Key(
        "{detail}增至该社区平常纠纷的 {strength} 倍，都是同一类，并且反复报警。",
        "派出所的总数只是略升，要一级级看到社区；同一类纠纷成串出现，已知纠纷再报警增多。",
        ("dispute_alerts", "disputes_reported", "repeat_dispute_alerts"),
    ),
    "spring_return": Key(
        "在外的人回乡过年：纠纷和治安警情增至同日平常的 {strength} 倍，交通事故增加一半的幅度。",
        "公历同比会被春节早晚带偏，要用按春节对齐的同比；节后自然回落，不是治理的成效。",
        ("dispute_alerts", "public_order_alerts", "traffic_alerts"),
    ),
    "dispute_rise": Key(
        "纠纷警情增至平常的 {strength} 倍，多出来的都是劳资纠纷，散在全所各社区。",
        "有效警情的增加几乎都来自纠纷一类，要看类别构成；别的派出所没有这样，全局的数只是略升。",
        ("dispute_alerts", "alerts_valid", "disputes_reported"),
    ),
    "traffic_fall": Key(
        "交通警情少发生 {percent}。",
        "各所一起下降；交通是大类，有效警情也跟着略降。别的类别没有动，不能说成治安好转。",
        ("traffic_alerts", "alerts_valid"),
    ),
    "slow_scene": Key(
        "本可当场办结的警情，{percent} 改为移交，办结时间拉长。",
        "现场办结率低于 90% 的标准，而且不是偶然：件数够多，区间整个在标准以下。",
        ("onscene_completion_rate",),
    ),
    "gaming": Key(
        "没有当场办结的警情，{percent} 写成当场办结；还没化解的纠纷，{percent} 录入后一天内就写成已化解。"
        "这些纠纷又来报警，回访也更不满意。",
        "好消息互相矛盾：办结率、化解率忽然变好，已知纠纷再报警却增多，警情回访满意率下降。",
        (
            "onscene_completion_rate",
            "dispute_resolution_rate",
            "repeat_dispute_alerts",
            "callback_satisfaction_rate",
        ),
    ),
    "miscoded": Key(
        "{percent} 的纠纷警情错录成群众求助，细类没有改。",
        "纠纷警情骤降，群众求助同样多地上升，有效警情总数不变；求助里出现邻里、家事这些纠纷细类。",
        ("dispute_alerts", "help_alerts", "alerts_valid"),
    ),
    "shifted": Key(
        "警情的接警时间早记了 {strength} 小时，其他时间没有错；第一天凌晨的落到前一天。",
        "时段图上白天的高峰移到了夜里，总数几乎不变；接警到处置完成忽然都长了同样多。",
        ("alerts_total", "alerts_valid"),
    ),
    "doubled": Key(
        "{percent} 的警情入库两次，第二次另编了号。",
        "那几天各类、各时段一齐加倍，前后如常；逐条看，有单位、时间完全相同的成对记录。",
        ("alerts_total", "alerts_valid", "dispute_alerts"),
    ),
    "late_reports": Key(
        "各类业务记录平均迟 {strength} 天才录入。",
        "最近几天总是偏低，过几天又补高（看原报和现值）；别的单位没有这样。偏低不是下降。",
        ("alerts_total", "alerts_valid", "disputes_reported", "services_accepted"),
    ),
    "silence": Key(
        "这些天的各类业务记录都没有录入，结束后一天之内补齐。",
        "从某天起样样为零：不是太平，是没有上报。补录以后，那些天又都回来了。",
        ("alerts_total", "alerts_valid", "disputes_reported", "services_accepted"),
    ),
    "mix_shift": Key(
        "各所的现场办结率都比上年同期高：镇上的所低，高一些；别的所高，也高一些。但第二年镇上修路，"
        "交通警情增至平常的 {strength} 倍，都由办结率最低的所去办。",
        "每个所都升，全局却降：份量移到了低的所。看全局一个数会冤枉所有的所，要逐所看，或按固定份量算。",
        ("onscene_completion_rate", "onscene_completion_rate_traffic", "traffic_alerts"),
    ),
    "late_source": Key(
        "{detail}从这天起没有报来，结束后一并补上。",
        "用到它的指标停在上次报来的月份，要标明截至哪天；停着不等于没有变化。",
        (),
    ),
    "order": Key(
        "一条限期指令，期限是最后一天的次日，{late}。",
        "到期当天要有人看见；过了期限还没有办结反馈的，算逾期。",
        (),
    ),
}


@dataclass(frozen=True)
class Answer:
    """The answer to one story, as of the plan's day."""

    zh: str
    place: str
    since: str
    description: str
    done: str
    see: str
    kpis: tuple[str, ...]  # their Chinese names

    @property
    def text(self) -> str:
        """The whole answer in lines."""
        sentences = [f"埋了什么：{self.description}", f"到目前：{self.done}", f"能看出什么：{self.see}"]
        if self.kpis:
            sentences.append(f"看哪些指标：{'、'.join(self.kpis)}")
        return "\n".join((f"{self.zh}：{self.place}，{self.since}", *sentences))


def answer(plan: Plan, story: Story, *, count: bool = True) -> Answer:
    """The answer to one story of a plan; without `count`, not what it has done by the plan's day."""
    key, kpis = KEYS[story.kind], shipped().kpis
    unit = unit_of(plan.place, story.unit)
    detail = place_text = unit.name
    if unit.kind == "community":
        station = plan.place.units[unit.parent or 0]
        place_text = f"{station.name} {unit.name}"
        kinds = shipped().facts["dispute"].columns["kind"].choices
        detail = kinds[cluster_kind(story, plan.seed, station.setting or "town", unit.index)]
    elif story.kind == "late_source":
        detail = late_source(plan, story)
    description = key.told_template.format(
        strength=f"{story.strength:g}", percent=f"{story.strength:.0%}", detail=detail, late=_lateness(story)
    )
    since = f"{story.start} 至 {to_date(story.last)}（{story.days} 天）"
    done = _done(plan, story) if count else ""
    return Answer(
        KINDS[story.kind].zh, place_text, since, description, done, key.see, tuple(kpis[k].zh for k in key.kpis)
    )


def _lateness(story: Story) -> str:
    days = round(story.strength)
    return f"迟 {days} 天才办结反馈" if days else "当天办结反馈"


def _done(plan: Plan, story: Story) -> str:
    """Count what a story has done by the plan's day."""
    if story.start > plan.as_of:
        return f"还没有开始（数据截至 {plan.as_of}）。"
    done = effect(plan, story)
    less = "少发生" if story.kind == "traffic_fall" else "尚未录入"
    effects = [("多出", done.added), ("改动", done.changed), (less, done.missing)]
    texts = [f"{word}{_numbers(numbers)}" for word, numbers in effects if numbers]
    return f"截至 {plan.as_of}，{'；'.join(texts)}。" if texts else f"截至 {plan.as_of}，还没有改变任何记录。"


def _numbers(numbers: Mapping[str, int]) -> str:
    names = {kind: fact.zh for kind, fact in shipped().facts.items()} | {REPORTS: "统计报表"}
    return "、".join(f"{names[kind]} {number} 条" for kind, number in numbers.items())
