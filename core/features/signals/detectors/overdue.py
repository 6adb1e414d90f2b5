"""Work of stations past its dates, a signal for each list of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from core.catalogue.signal_model import WorkList
from core.features.dockets.key_disputes import key_disputes
from core.features.dockets.open_cases import open_cases
from core.features.signals.detector import Detector, Episode, detects
from core.features.signals.types import Signal
from core.instructions.read import overdue_at
from core.metrics.types import Window
from core.time.days import first_second, to_date

LABELS: dict[WorkList, str] = {"key_disputes": "重点矛盾", "cases": "在办案件", "instructions": "指令"}


class Task(NamedTuple):
    """A piece of work: its station, its number, and by how many days it is past its date."""

    station: int
    number: str
    days: int


@detects("overdue")
class OverdueDetector(Detector):
    """Stations with enough work past its dates."""

    def facts(self) -> Iterator[Signal]:
        """Yield a signal for each list and station."""
        for work_list in self.rule.lists:
            by_station: dict[int, list[Task]] = defaultdict(list)
            for task in self._tasks(work_list):
                if task.days > self.rule.past:
                    by_station[task.station].append(task)
            for station, tasks in by_station.items():
                if len(tasks) >= self.rule.least:
                    yield self._overdue(work_list, station, tasks)

    def _tasks(self, work_list: WorkList) -> Iterator[Task]:
        context = self.context
        stations = [station.id for station in context.stations]
        if work_list == "key_disputes":
            for dispute in key_disputes(context.store, stations, context.as_of):
                yield Task(dispute.station, dispute.id, -(dispute.days_left or 0))
        elif work_list == "cases":
            for case in open_cases(context.store, stations, context.as_of):
                yield Task(case.station, case.id, case.days_over(context.as_of))
        else:
            for number, unit, due in overdue_at(context.store, first_second(context.day + 1), stations):
                yield Task(unit, number, context.day - due)

    def _overdue(self, work_list: WorkList, station: int, tasks: list[Task]) -> Signal:
        day, past = self.context.day, self.rule.past
        tasks = sorted(tasks, key=lambda task: (-task.days, task.number))
        enough = tasks[self.rule.least - 1].days  # only with so many of them is it a signal
        episode = Episode(Window(day, day), to_date(day - enough + past + 1), False, len(tasks))
        beyond = f"超过 {past} 天" if past else ""
        listed = f"；{episode.since} 起不少于 {self.rule.least} 件，故列为预警" if self.rule.least > 1 else ""
        why = f"逾期{beyond}的{LABELS[work_list]}现有 {len(tasks)} 件，最久的已逾期 {tasks[0].days} 天{listed}。"
        records = tuple(task.number for task in tasks)
        signal = self.signal(self.context.snapshot.tree.units[station], work_list, episode, why, records=records)
        headline = f"{LABELS[work_list]}逾期 {len(tasks)} 件，最久 {tasks[0].days} 天"
        return replace(signal, headline=headline, work_list=work_list)
