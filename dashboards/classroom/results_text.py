"""Results of a class in words, the same on the page, in a workbook and in a document."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from core.metrics.display import rounded, rounded_estimate
from dashboards.i18n.words import classroom as words
from seed.classes.results import ClassResults, QuestionResult
from seed.classes.teams import TeamsAnswer


class QuestionText(NamedTuple):
    """A question's result: how many were right, as a share for a bar, what was misread most."""

    number: int
    text: str
    right: str
    share: float | None
    misread: str


class ResultsText(NamedTuple):
    """All of it: one sentence first; teams as name, size and mean, with what may be said of them."""

    lead: str
    most_misread: str
    teams: tuple[tuple[str, int, str], ...]
    teams_text: str
    rows: tuple[QuestionText, ...]


def results_text(results: ClassResults) -> ResultsText:
    """Put results into words."""
    present = results.taking_part
    if results.state.erased_at is not None:
        return ResultsText(words.NOT_RESULTS_OF_ERASED, "", (), "", ())
    if not present or results.mean is None:
        return ResultsText(words.RESULTS_NONE, "", (), "", ())
    lead = words.RESULTS_LEAD.format(
        seats=len(present), questions=results.marked, most=results.most, mean=_mean_text(results.mean)
    )
    teams = results.teams.means if results.teams else ()
    return ResultsText(
        lead,
        _most_misread(results),
        tuple((team.name, team.size, _mean_text(team.mean)) for team in teams),
        _teams_text(results.teams) if results.teams else "",
        tuple(map(_question_text, results.questions)),
    )


def _mean_text(mean: Fraction) -> str:
    return rounded(mean, 1)


def _question_text(result: QuestionResult) -> QuestionText:
    if result.right is None:
        right = words.ANSWERED_OF.format(answered=result.answered)
        return QuestionText(result.number, result.question.text, right, None, "")
    right = words.RIGHT_OF.format(right=result.right, answered=result.answered)
    share = round(100 * result.right / result.answered, 1) if result.answered else None
    return QuestionText(result.number, result.question.text, right, share, _misread(result))


def _misread(result: QuestionResult) -> str:
    if result.misread is None:
        return ""
    return words.MISREAD_TEXT.format(
        count=result.misread.people, response=result.misread.label, answer=result.line.answer
    )


def _most_misread(results: ClassResults) -> str:
    """Name the question that the largest share got wrong; nothing where nobody got any wrong, or several are alike."""
    shares = [
        (Fraction(row.answered - row.right, row.answered), row)
        for row in results.questions
        if row.right is not None and row.right < row.answered
    ]
    largest = max((share for share, _ in shares), default=None)
    worst = [row for share, row in shares if share == largest]
    if len(worst) != 1:
        return ""
    return words.MOST_MISREAD.format(number=worst[0].number, misread=_misread(worst[0]))


def _teams_text(answer: TeamsAnswer) -> str:
    if answer.chance is None:
        return words.TEAMS_FEW
    chance = f"{rounded_estimate(answer.chance * 100, 1)}%"
    if answer.is_clear:
        return words.TEAMS_CLEAR.format(name=answer.means[0].name, chance=chance)
    return words.TEAMS_UNCLEAR.format(chance=chance)
