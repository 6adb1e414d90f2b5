"""The process beside the server, which ends after its first answer."""

from __future__ import annotations

from dashboards.background import child

if __name__ == "__main__":
    child.MAX_ANSWERS = 1
    child.main()
