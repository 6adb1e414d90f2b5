"""The SQLite reporting layer: schema, records, ledger, cube, coverage and their upkeep.

sqlite-utils takes its SQLite from a package called pysqlite3 if there is one. It is given sqlcipher3 under that name:
the same interface and as new a SQLite, with wheels for every platform that we install on, and encryption if asked.
It also looks for pandas, only to know one more type of column, of which we have none. pandas would cost every command
half a second, so it is not to be found just then.
"""

import sys

import sqlcipher3
import sqlcipher3.dbapi2

_ABSENT = None  # what Python itself puts in place of a module that cannot be had
_SEEN_BY_SQLITE_UTILS = {"pysqlite3": sqlcipher3, "pysqlite3.dbapi2": sqlcipher3.dbapi2}
if "pandas" not in sys.modules:
    _SEEN_BY_SQLITE_UTILS["pandas"] = _ABSENT

_as_they_were = {name: sys.modules.get(name) for name in _SEEN_BY_SQLITE_UTILS}
sys.modules.update(_SEEN_BY_SQLITE_UTILS)
try:
    import sqlite_utils  # noqa: F401
finally:
    for _name, _module in _as_they_were.items():
        if _module is None:
            del sys.modules[_name]
        else:
            sys.modules[_name] = _module
