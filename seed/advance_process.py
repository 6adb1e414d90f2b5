"""A process of its own in which the time of a demo database runs on, by a step for each line that it reads.

A step is a day, or with `now` all the time up to now. It answers each line by one of JSON: the last complete day, or in
Chinese why it was not reached. At the end of its input it ends, so that it never outlives the process that started it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from core.store.open import open_store
from core.store.sqlite import StoreError, sqlite3
from seed.daily_advance import DailyAdvance


def main() -> None:
    """The entry point: `python -m seed.advance_process FILE [now]`."""
    store = open_store(Path(sys.argv[1]))
    walk = DailyAdvance(store)
    step = walk.reach if sys.argv[2:] == ["now"] else walk.advance_day
    for _ in sys.stdin:
        try:
            message = {"as_of": step(int(time.time())).as_of.isoformat()}
        except (StoreError, ValueError, sqlite3.Error) as error:
            message = {"error": str(error)}
        print(json.dumps(message), flush=True)
    store.close()


if __name__ == "__main__":
    main()
