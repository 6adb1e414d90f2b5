"""Keys from the generator's truth: what was planted, where and since when, and what the product says of it."""

from __future__ import annotations

from fractions import Fraction

from core.metrics.display import rounded_estimate
from seed.lessons.classroom import Classroom
from seed.lessons.key_line import KeyLine
from seed.lessons.question import Question
from seed.stories.answers import answer as story_answer
from seed.stories.seen import Watcher
from seed.stories.story import KINDS, Story, stations_of, unit_of

TRAINER_MARKS = "由教官评。"


def planted(question: Question, room: Classroom) -> KeyLine:
    """Ask at which station a story happens; at the whole bureau, where it happens everywhere."""
    bureau, place = room.bureau.name, room.plan.place
    accepted: list[str] = []
    for story in _stories(question, room):
        is_whole = unit_of(place, story.unit).kind in ("bureau", "county")
        accepted += [bureau] if is_whole else [place.units[index].name for index in stations_of(place, story)]
    options = (*(unit.name for unit in room.stations), bureau)
    return KeyLine(
        question, _answer_part(question, room, "place"), _whole_story(question, room), options, tuple(accepted)
    )


def first_day(question: Question, room: Classroom) -> KeyLine:
    """Ask for the day on which a story began."""
    days = tuple(story.start.isoformat() for story in _stories(question, room))
    return KeyLine(question, "；".join(days), _whole_story(question, room), accepted=days)


def strays(question: Question, room: Classroom) -> KeyLine:
    """Ask how many of the signals that chance can mislead speak of nothing that was planted."""
    watcher = Watcher(room.engine, room.as_of)
    by_chance = [signal for signal in watcher.signals if signal.chance_a_month > 0]
    stray = [signal for signal in by_chance if not any(watcher.is_of(signal, story) for story in room.plan.stories)]
    lines = "".join(f"{signal.unit.name}：{signal.finding}" for signal in stray)
    why = f"会受偶然影响的预警有 {len(by_chance)} 条，其中 {len(stray)} 条说的不是埋的事。{lines}"
    return KeyLine(question, f"{len(stray)} 条", why, number=Fraction(len(stray)))


def missed(question: Question, room: Classroom) -> KeyLine:
    """Ask of how many planted stories the product says nothing."""
    watcher = Watcher(room.engine, room.as_of)
    begun = [story for story in room.plan.stories if story.start <= room.as_of]
    lines, silent = [], 0
    for story in begun:
        sighting = watcher.sighting(story)
        silent += not sighting.is_seen
        lines.append(f"{KINDS[story.kind].zh}：{sighting.text}")
    return KeyLine(question, f"{silent} 件", f"埋了 {len(begun)} 件。{''.join(lines)}", number=Fraction(silent))


def chance(question: Question, room: Classroom) -> KeyLine:
    """Ask how many signals chance alone makes a month, at most, by the thresholds in use."""
    number = rounded_estimate(room.engine.signals(room.as_of).false_alarms_a_month, 1)
    why = f"各条规则合起来，就算什么事也没有，全局一个月也会有至多约 {number} 条：一条预警是请去核实，不是结论。"
    return KeyLine(question, f"{number} 条", why, number=Fraction(number))


def in_own_words(question: Question, room: Classroom | None) -> KeyLine:
    """Ask for words of one's own; the trainer marks them, by what was planted if the question names a story."""
    if question.story is None or room is None:
        return KeyLine(question, TRAINER_MARKS, "没有标准答案。")
    return KeyLine(
        question,
        TRAINER_MARKS,
        f"要点：{_answer_part(question, room, 'description')}{_answer_part(question, room, 'see')}",
    )


def _stories(question: Question, room: Classroom) -> list[Story]:
    return [story for story in room.plan.stories if story.kind == question.story]


def _answer_part(question: Question, room: Classroom, field: str) -> str:
    """Return a part of the answers to the question's stories."""
    answers = [story_answer(room.plan, story, count=False) for story in _stories(question, room)]
    return "；".join(str(getattr(key, field)) for key in answers)


def _whole_story(question: Question, room: Classroom) -> str:
    answers = [story_answer(room.plan, story) for story in _stories(question, room)]
    return "".join(f"{key.since}：{key.description}{key.done}{key.see}" for key in answers)
