"""Stories in which the same happens and is written down otherwise: late, twice, under another class, or too well."""

from __future__ import annotations

import numpy as np

from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY, first_second
from seed import calibration as c
from seed.choices import code
from seed.disputes import call_again
from seed.draft import Draft
from seed.stories.station_month import StationMonth
from seed.stories.story import Story
from seed.streams import ABSENT, Bools, lag

REPORTED = ("alert", "dispute", "case", "inspection", "sweep", "service", "survey")  # what a station enters itself
TRUE_CLASS, WRONG_CLASS = "dispute", "help"
# Of a station that games its figures. Assumed, because the unsettled comes back and those called back were there.
CALLS_OF_UNSETTLED = 0.7  # more repeat alerts a dispute written up as resolved
DISPLEASED = 0.2  # of satisfied callbacks, times the strength


def late_reports(story: Story, station_month: StationMonth) -> None:
    """Everything is entered so many days later, half as many to half as many again."""
    rng = station_month.stream(story)
    for draft in station_month.of(*REPORTED):
        days = rng.uniform(0.5, 1.5, len(draft)) * story.strength
        later = draft.columns["recorded_at"] + (days * SECONDS_PER_DAY).astype(np.int64)
        draft.columns["recorded_at"] = np.where(inside(story, draft), later, draft.columns["recorded_at"])
    _refer_later(station_month)


def silence(story: Story, station_month: StationMonth) -> None:
    """Nothing is entered until the story is over; then all of it in one working day."""
    rng = station_month.stream(story)
    opens = first_second(story.last + 1) + 8 * 3600
    for draft in station_month.of(*REPORTED):
        at_once = np.maximum(draft.columns["recorded_at"], opens + rng.integers(0, 9 * 3600, len(draft)))
        draft.columns["recorded_at"] = np.where(inside(story, draft), at_once, draft.columns["recorded_at"])
    _refer_later(station_month)


def gaming(story: Story, station_month: StationMonth) -> None:
    """Unfinished work is written up as finished; those concerned call again, and say so when they are called back."""
    rng = station_month.stream(story)
    for draft in station_month.of("alert"):
        _finish_on_paper(story, draft, rng)
    for draft in station_month.of("dispute"):
        _resolve_on_paper(story, station_month, draft, rng)
    for draft in station_month.of("survey"):
        columns = draft.columns
        called_back = inside(story, draft) & (columns["kind"] == code("survey", "kind", "callback"))
        unhappy = called_back & (rng.random(len(draft)) < DISPLEASED * story.strength)
        columns["satisfied"] = np.where(unhappy, 0, columns["satisfied"])


def _finish_on_paper(story: Story, draft: Draft, rng: np.random.Generator) -> None:
    columns, size = draft.columns, len(draft)
    open_ = inside(story, draft) & (columns["on_scene"] == 0) & (columns["class"] != code("alert", "class", "invalid"))
    done = open_ & (rng.random(size) < story.strength)
    spent = np.maximum(columns["response_seconds"], 0) + lag(rng, c.OUTCOME_MEDIAN[True], c.OUTCOME_SIGMA, size)
    columns["on_scene"] = np.where(done, 1, columns["on_scene"])
    columns["outcome_at"] = np.where(done, columns["occurred_at"] + spent, columns["outcome_at"])


def _resolve_on_paper(story: Story, station_month: StationMonth, draft: Draft, rng: np.random.Generator) -> None:
    columns, size = draft.columns, len(draft)
    soon = np.maximum(columns["occurred_at"], columns["recorded_at"]) + rng.integers(3600, SECONDS_PER_DAY, size)
    later = (columns["outcome_at"] == ABSENT) | (columns["outcome_at"] > soon)
    done = inside(story, draft) & later & (rng.random(size) < story.strength)
    columns["outcome_at"] = np.where(done, soon, columns["outcome_at"])
    calls = rng.poisson(CALLS_OF_UNSETTLED, size) * done
    station_month.drafts.append(
        call_again(
            station_month.profile,
            station_month.month,
            rng,
            draft,
            calls,
            lambda number: station_month.ids("alert", number, "R"),
        )
    )


def doubled(story: Story, station_month: StationMonth) -> None:
    """Alerts are entered twice, the second time under another number."""
    rng = station_month.stream(story)
    twice = [
        draft.take(inside(story, draft) & (rng.random(len(draft)) < story.strength)) for draft in _calls(station_month)
    ]
    duplicates = Draft.join(twice)
    duplicates.columns["id"] = station_month.ids("alert", len(duplicates))
    station_month.drafts.append(duplicates)


def miscoded(story: Story, station_month: StationMonth) -> None:
    """Dispute alerts are entered as calls for help; their kind stays."""
    rng = station_month.stream(story)
    for draft in _calls(station_month):
        group = draft.columns["class"]
        wrong = inside(story, draft) & (group == code("alert", "class", TRUE_CLASS))
        wrong &= rng.random(len(draft)) < story.strength
        draft.columns["class"] = np.where(wrong, code("alert", "class", WRONG_CLASS), group)


def shifted(story: Story, station_month: StationMonth) -> None:
    """Alerts are dated so many hours too early, as if by another time zone; all other times are right."""
    for draft in _calls(station_month):
        early = draft.columns["occurred_at"] - round(story.strength * 3600)
        draft.columns["occurred_at"] = np.where(inside(story, draft), early, draft.columns["occurred_at"])


def _calls(station_month: StationMonth) -> list[Draft]:
    return station_month.of("alert")


def inside(story: Story, draft: Draft, since: int | None = None) -> Bools:
    """Mark what happened on the story's days, or on those of them from a day on."""
    day = (draft.columns["occurred_at"] + CHINA_OFFSET) // SECONDS_PER_DAY
    inside: Bools = (day >= (story.first if since is None else since)) & (day <= story.last)
    return inside


def _refer_later(station_month: StationMonth) -> None:
    """Enter after a dispute whatever names it."""
    entered = {
        number: at
        for draft in station_month.of("dispute")
        for number, at in zip(draft.columns["id"], draft.columns["recorded_at"].tolist(), strict=True)
    }
    for draft in station_month.of("alert", "case"):
        since = np.array([entered.get(ref, 0) for ref in draft.columns["dispute"]], dtype=np.int64)
        named = since > 0
        draft.columns["recorded_at"] = np.maximum(draft.columns["recorded_at"], since + 60 * named)
