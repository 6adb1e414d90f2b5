"""Instructions that a story sends: due on the day after its last one, and answered then or some days late."""

from __future__ import annotations

from core.instructions.model import Event, InstructionContent, Step
from core.time.days import first_second, month_days
from seed.draft import UNIT_MARK, Draft
from seed.instructions import Life
from seed.station_profile import StationProfile
from seed.stories.story import Story
from seed.streams import Ints

TASK = "请逐条核对辖区近四周的{calls}记录，列出集中的地点，逐点走访并反馈。"
# What it is about, by the story of that station that it answers: the calls, their KPI, and the rule of the signal.
TOPICS = {
    "fraud_surge": ("电信网络诈骗警情", "telecom_fraud_alerts", "rise"),
    "dispute_rise": ("纠纷警情", "dispute_alerts", "lasting"),
    "slow_scene": ("交通和纠纷警情", "onscene_completion_rate", "missed"),
}
HOUR = 3600


def draw_orders(profile: StationProfile, month: int, stories: list[Story], issuer: int, after: int) -> Draft | None:
    """The instructions that a station's stories send in a month, numbered after so many others; None without any."""
    first, last = month_days(month)
    sent = [story for story in stories if story.kind == "order" and first <= story.first <= last]
    if not sent:
        return None
    ids = profile.ids("L", month, len(sent), after=after)
    others = [story for story in stories if story.kind in TOPICS]
    lives = [
        (str(number), _events(profile, month, story, _order(profile, story, others, issuer)))
        for number, story in zip(ids, sent, strict=True)
    ]
    return Draft("instruction", {"id": ids}, lives)


def answered_on(story: Story) -> int:
    """The day on which an instruction is reported done."""
    return story.last + 1 + round(story.strength)


def _order(profile: StationProfile, story: Story, others: list[Story], issuer: int) -> tuple[InstructionContent, int]:
    """Return what is asked for and who asks: about the story that goes on there when it is sent, if there is one."""
    due, about = story.last + 1, [other for other in others if other.first <= story.first <= other.last]
    if not about:
        return InstructionContent(profile.unit.index, TASK.format(calls="报警"), due=due), issuer
    calls, kpi, rule = TOPICS[about[0].kind]
    signal = f"{rule}:{UNIT_MARK}:{kpi}"
    return InstructionContent(profile.unit.index, TASK.format(calls=calls), due=due, signal=signal), issuer


def _events(
    profile: StationProfile, month: int, story: Story, content_issuer: tuple[InstructionContent, int]
) -> list[Event]:
    """Its life: sent and signed on the first day, urged on the day after its date where it is late, reported, filed."""
    content, issuer = content_issuer
    life = Life(profile.stream(story.stream, month), issuer, profile.unit.index)
    hours: Ints = life.rng.integers(0, HOUR, 6)
    due, done = story.last + 1, answered_on(story)
    life.send(content, first_second(story.first) + 9 * HOUR + int(hours[0]))
    life.step(Step.SIGN, first_second(story.first) + 11 * HOUR + int(hours[1]))
    if story.days > 1:
        life.step(Step.PROGRESS, first_second(story.first + 1) + 14 * HOUR + int(hours[2]), "正在逐点走访。")
    if done > due:
        life.step(Step.URGE, first_second(due + 1) + 9 * HOUR + int(hours[3]), "已超期，请抓紧办理。")
    visits = int(life.rng.integers(10, 60))
    report_at = first_second(done) + 15 * HOUR + int(hours[4])
    life.step(Step.REPORT, report_at, "已逐点走访并落实措施，纳入日常巡查。", figures=(("走访", visits),))
    life.step(Step.ACCEPT, first_second(done + 1) + 10 * HOUR + int(hours[5]))
    life.step(Step.FILE, life.now + HOUR // 2)
    return life.events
