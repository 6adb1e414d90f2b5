"""A browser's pages, uploads and files are in one worker: it always goes to the same one that answers."""

from __future__ import annotations

from dashboards.workers.affinity import Affinity, Worker


def ready(count: int) -> tuple[Affinity, list[Worker]]:
    workers = [Worker(number, 0, is_ready=True) for number in range(1, count + 1)]
    return Affinity(workers), workers


def ticket_of(affinity: Affinity) -> str:
    ticket = affinity.new_ticket()
    assert ticket is not None and affinity.is_ticket(ticket)
    return ticket


def number_of(affinity: Affinity, ticket: str) -> int | None:
    worker = affinity.worker_of(ticket)
    return None if worker is None else worker.number


def test_browsers_are_spread_in_turn_and_each_stays() -> None:
    affinity, _ = ready(3)
    tickets = [ticket_of(affinity) for _ in range(6)]
    assert [number_of(affinity, ticket) for ticket in tickets] == [1, 2, 3, 1, 2, 3]
    assert [number_of(affinity, ticket) for ticket in tickets] == [1, 2, 3, 1, 2, 3]
    assert len(set(tickets)) == 6


def test_a_new_browser_goes_where_the_fewest_tabs_are_open() -> None:
    affinity, workers = ready(2)
    first, second = ticket_of(affinity), ticket_of(affinity)
    with affinity.tab(first, workers[0]), affinity.tab(second, workers[0]):
        assert [number_of(affinity, ticket_of(affinity)) for _ in range(2)] == [2, 2]
    assert {number_of(affinity, ticket_of(affinity)) for _ in range(2)} == {1, 2}


def test_while_its_worker_is_away_a_browser_goes_elsewhere_and_all_its_tabs_together() -> None:
    affinity, workers = ready(3)
    ticket = ticket_of(affinity)
    workers[0].is_ready = False
    assert number_of(affinity, ticket) == 2
    with affinity.tab(ticket, workers[1]):
        workers[0].is_ready = True
        assert number_of(affinity, ticket) == 2, "a page of it is open there, and its uploads belong to it"
        workers[1].is_ready = False
        assert number_of(affinity, ticket) == 1
    workers[1].is_ready = True
    assert number_of(affinity, ticket) == 1, "at home again once no page is open elsewhere"


def test_with_all_away_there_is_nowhere_to_go() -> None:
    affinity, workers = ready(2)
    ticket = ticket_of(affinity)
    for worker in workers:
        worker.is_ready = False
    assert affinity.worker_of(ticket) is None and affinity.new_ticket() is None and affinity.first() is None


def test_what_is_no_ticket_of_ours_is_none() -> None:
    affinity, _ = ready(2)
    good = ticket_of(affinity)
    for bad in (None, "", "1", f"3{good[1:]}", f"0{good[1:]}", f"{good}x", "1.字", f"{good}\n", f"²{good[1:]}"):
        assert not affinity.is_ticket(bad), bad


def test_nothing_is_kept_of_tabs_that_are_closed() -> None:
    affinity, workers = ready(2)
    for _ in range(100):
        with affinity.tab(ticket_of(affinity), workers[0]):
            pass
    assert affinity._tabs == {} and workers[0].tabs == 0
