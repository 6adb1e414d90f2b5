"""The SQLite reporting layer: schema, records, ledger, cube, coverage and their upkeep.

sqlite-utils looks for pandas when it is imported, only to know one more type of column, of which we have none. pandas
would cost every command half a second, so it is not to be found just then.
"""

import sys

if "pandas" not in sys.modules:
    sys.modules["pandas"] = None  # type: ignore[assignment]  # what Python itself calls a module that cannot be had
    try:
        import sqlite_utils  # noqa: F401
    finally:
        del sys.modules["pandas"]
