"""Draws a large bureau's records in a process beside, while those before are written: two cores make it, not one.

The process ends with the one that asked for it, however that ends: nobody takes what it has to hand over then. It is
one of its own and not one of `multiprocessing`, which would run the main script again: a page may be that.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import suppress
from itertools import chain

from core.child_environment import child_environment
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
    command = [sys.executable, "-m", "seed.drawn_beside"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=child_environment()) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            pickle.dump((plan, months), process.stdin)
            process.stdin.close()
            for _ in range(len(months) * (1 + len(plan.profiles))):
                drafts = pickle.load(process.stdout)
                if isinstance(drafts, Exception):
                    raise drafts
                yield drafts
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            raise FillError(
                "另一个进程没有造完记录就结束了（可能是内存不够）：请再运行一次，从中断的月份接着造。"
            ) from error


def main() -> None:
    """Draw what standard input asks for, and hand it over by standard output."""
    with suppress(BrokenPipeError, KeyboardInterrupt):  # nobody asks any more
        plan, months = pickle.load(sys.stdin.buffer)
        try:
            for drafts in drawn_here(plan, months):
                _hand_over(list(drafts))
        except BrokenPipeError:
            raise
        except Exception as error:  # to be raised where it was asked for
            _hand_over(error)


def _hand_over(drafts: list[Draft] | Exception) -> None:
    sys.stdout.buffer.write(pickle.dumps(drafts))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
    os._exit(0)  # without writing the rest to whoever is gone
