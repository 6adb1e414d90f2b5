"""The codes of choice columns. Drafts hold their positions in the declared order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from seed.streams import Floats, cumulative


@lru_cache(maxsize=1)
def shipped() -> Catalogue:
    """The catalogue that the generator draws for."""
    return load_catalogue()


@lru_cache(maxsize=256)
def declared(kind: str, column: str) -> tuple[str, ...]:
    """The codes of a choice column, in declared order."""
    return tuple(shipped().facts[kind].columns[column].choices)


def code(kind: str, column: str, choice: str) -> int:
    """The position of one code."""
    return declared(kind, column).index(choice)


def weighted(kind: str, column: str, weights: Mapping[str, float]) -> Floats:
    """Cumulative shares over the declared codes."""
    unknown = set(weights) - set(declared(kind, column))
    if unknown:
        raise ValueError(f"{kind}.{column} has no {sorted(unknown)}")
    return cumulative([weights.get(choice, 0.0) for choice in declared(kind, column)])
