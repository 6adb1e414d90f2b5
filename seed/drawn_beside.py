"""Draws a large bureau's records in a process beside, while those before are written: two cores make it, not one.

The process ends with the one that asked for it, however that ends: nobody takes what it has to hand over then.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import suppress
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection

from seed.bureau import Plan, month_drafts
from seed.draft import Draft
from seed.plan_store import FillError

LEAST_STATIONS = 50  # of a bureau that is worth the second that a process takes to start


StationMonths = Generator[Iterable[Draft], None, None]


def station_months(plan: Plan, months: range) -> StationMonths:
    """Yield what begins in months: of each of them headquarters first, then station by station."""
    is_large = len(plan.profiles) >= LEAST_STATIONS and len(months) > 1
    return drawn_beside(plan, months) if is_large and (os.cpu_count() or 1) > 1 else drawn_here(plan, months)


def drawn_here(plan: Plan, months: range) -> StationMonths:
    """Draw them in this process."""
    yield from chain.from_iterable(month_drafts(plan, month) for month in months)


def drawn_beside(plan: Plan, months: range) -> StationMonths:
    """Draw them in a process of their own, which is one station ahead. Raises FillError if it ends early."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_draw, args=(plan, months, sender), daemon=True)
    process.start()
    sender.close()
    try:
        for _ in range(len(months) * (1 + len(plan.profiles))):
            drafts = receiver.recv()
            if isinstance(drafts, Exception):
                raise drafts
            yield drafts
    except EOFError as error:
        raise FillError(
            "另一个进程没有造完记录就结束了（可能是内存不够）：请再运行一次，从中断的月份接着造。"
        ) from error
    finally:
        receiver.close()
        process.join()


def _draw(plan: Plan, months: range, sender: Connection) -> None:
    with suppress(BrokenPipeError, KeyboardInterrupt):  # nobody asks any more
        try:
            for drafts in drawn_here(plan, months):
                sender.send(list(drafts))
        except Exception as error:  # to be raised where it was asked for
            sender.send(error)
