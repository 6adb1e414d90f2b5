"""A worker that only says that it is ready, and answers each connection with its own process id.

What it does besides the environment says: it may end at once, or write a line into the log.
"""

from __future__ import annotations

import os
import sys
from threading import Thread

from dashboards.workers.worker_plan import READY, read_plan

ENDS_AT_ONCE, SAYS = "SMALL_WORKER_ENDS", "SMALL_WORKER_SAYS"


def main() -> None:
    _, own = read_plan(sys.stdin.buffer.readline())
    print(os.environ.get(SAYS, ""), file=sys.stderr, flush=True)
    if os.environ.get(ENDS_AT_ONCE):
        sys.exit(7)
    Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
    sys.stdout.buffer.write(READY + b"\n")
    sys.stdout.flush()
    while True:
        connection, _ = own.accept()
        connection.sendall(str(os.getpid()).encode())
        connection.close()


if __name__ == "__main__":
    main()
