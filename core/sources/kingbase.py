"""人大金仓 (KingbaseES) by PostgreSQL's protocol. Not tried against a real server."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

_LIKE = (9, 6)  # the PostgreSQL that version 8 is compatible with


class KingbaseDialect(PGDialect_psycopg):
    """The dialect of PostgreSQL, for a server that does not call itself one."""

    supports_statement_cache = True

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        return _LIKE
