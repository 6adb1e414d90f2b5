"""Settings that the server and the queries share."""

from __future__ import annotations

DB_VARIABLE = "FENGJING_DB"  # the environment variable that names the database to serve
COLLECT_AFTER = 20_000  # objects: a refresh of the wall leaves some 700 in circles, which hold next to nothing
