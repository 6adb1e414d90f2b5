"""The errors that every use of a database may raise."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The database cannot be used; the message (Chinese) says why and what to do."""


class Overtaken(StoreError):
    """Another wrote while this one was reading: what it was about to write rests on data that are old by now."""
