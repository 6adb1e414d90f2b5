"""Serves the board with one panel that fails for as long as a file is there: python -m … DB PORT FILE."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from dashboards.cli.serve import serve
from dashboards.components import ranking

_rows = ranking.rows


def main() -> None:
    """Serves until stopped."""
    db, port, broken = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])

    def rows(*given: Any) -> Any:
        if broken.exists():
            raise ZeroDivisionError("this panel alone")
        return _rows(*given)

    setattr(ranking, "rows", rows)  # noqa: B010  # another function, of the same use
    serve(db, "127.0.0.1", port)


if __name__ == "__main__":
    main()
