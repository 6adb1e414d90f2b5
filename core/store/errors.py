"""The error that every use of a database may raise."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The database cannot be used; the message (Chinese) says why and what to do."""
