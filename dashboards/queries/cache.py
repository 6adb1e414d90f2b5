"""Results of queries that hold until the data change, and the decorator that keeps them.

Only results of the newest data are kept: older ones would never be asked for again, and whatever is kept costs time
at every garbage collection.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable
from functools import wraps
from threading import RLock
from typing import Any, NamedTuple, ParamSpec, TypeVar

from core.access.viewer import Scope
from core.lru import LruDict
from dashboards.queries import database, session

MAX_RESULTS = 512
P = ParamSpec("P")
T = TypeVar("T")


class QueryKey(NamedTuple):
    """A query of somebody who may see a part of the bureau: module and name of the function, and its arguments."""

    scope: Scope
    query: str
    arguments: tuple[Hashable, ...]


class VersionedCache:
    """Results by key, of one data version at a time. Sessions that ask together have a result computed once."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._version: Hashable = None
        self._results: LruDict[Hashable, Any] = LruDict(MAX_RESULTS)

    def get_or_compute(self, version: Hashable, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the result of a key for this version of the data; compute it if it is not there."""
        with self._lock:
            if version != self._version:
                self._version, self._results = version, LruDict(MAX_RESULTS)
            if key not in self._results:
                self._results[key] = compute()
            result: T = self._results[key]
            return result


_cache = VersionedCache()


def cached_query(query: Callable[P, T]) -> Callable[P, T]:
    """Keep the results of a query by the viewer's scope and by its arguments, until the data change."""
    name = f"{query.__module__}.{query.__qualname__}"
    defaults = {parameter.name: parameter.default for parameter in inspect.signature(query).parameters.values()}
    names = tuple(defaults)

    @wraps(query)
    def cached(*args: P.args, **kwargs: P.kwargs) -> T:
        by_name = [kwargs.get(parameter, defaults[parameter]) for parameter in names[len(args) :]]
        key = QueryKey(session.scope(), name, (*args, *by_name))
        return _cache.get_or_compute(database.version(), key, lambda: query(*args, **kwargs))

    return cached
