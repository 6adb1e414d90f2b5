"""The attacks on hidden numbers: they see what is public anyway, and what tells two bureaus apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.collusion import Amount, widest
from benchmarks.placing import Relation
from benchmarks.twins import differences, spelled


def amount(unit: int, measure: str) -> Amount:
    return Amount(unit, measure, 0, 0)


def test_what_a_total_tells_of_its_parts_is_no_leak() -> None:
    """Three of all the cases were late: nobody can be thought to have had four, whatever is hidden."""
    on_time, whole = {1: 4, 2: 6, 3: 9}, {1: 5, 2: 8, 3: 9}
    truth = {amount(unit, "whole"): count for unit, count in whole.items()}
    truth |= {amount(unit, "on time"): count for unit, count in on_time.items()}
    known = [
        *(Relation({amount(unit, "on time"): 1, amount(unit, "whole"): -1}, 0, is_exact=False) for unit in whole),
        Relation({amount(unit, "whole"): 1 for unit in whole}, 22),
        Relation({amount(unit, "on time"): 1 for unit in whole}, 19),
    ]
    rest = {amount(2, "whole"): 1, amount(2, "on time"): -1}
    assert widest(truth, known, rest, 4) == 3
    assert widest(truth, [*known[:3], Relation({amount(unit, "whole"): 1 for unit in whole}, 22)], rest, 4) == 4


@dataclass
class Answer:
    """An answer as pages get it."""

    text: str
    figures: dict[str, float]


def test_answers_differ_only_where_they_say_something_else() -> None:
    one, same = Answer("第 40 版，3 起", {"a": 1.0}), Answer("第 41 版，3 起", {"a": 1.0})
    other = Answer("第 41 版，4 起", {"a": 1.5})

    def found(left: Answer, right: Answer) -> Iterator[str]:
        return differences(spelled(left), spelled(right))

    assert list(found(one, same)) == []
    assert [line.partition(":")[0] for line in found(one, other)] == ["/text", "/figures/'a'"]
