"""A process of its own that keeps a demo database at the time of day: up to now for each line that it reads.

It answers each line by one of JSON: the last complete day, or in Chinese why it could not. At the end of its input it
ends, so that it never outlives the process that started it.
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
    """The entry point: `python -m seed.live_process FILE`."""
    store = open_store(Path(sys.argv[1]))
    walk = DailyAdvance(store)
    for _ in sys.stdin:
        try:
            message = {"as_of": walk.reach(int(time.time())).as_of.isoformat()}
        except (StoreError, ValueError, sqlite3.Error) as error:
            message = {"error": str(error)}
        print(json.dumps(message), flush=True)
    store.close()


if __name__ == "__main__":
    main()
