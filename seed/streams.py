"""Random streams that do not depend on the order of drawing, and draws that work on whole arrays."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Objects = NDArray[Any]

ABSENT = -1  # stands for "no value" in integer columns: no time, day or count is negative


def stream(seed: int, table: str, unit: int, month: int = 0) -> np.random.Generator:
    """The stream of one table of one unit in one month."""
    return np.random.default_rng([seed, crc32(table.encode()), unit, month])


def cumulative(weights: Any) -> Floats:
    """Cumulative shares along the last axis, the last of them exactly 1."""
    table = np.cumsum(np.asarray(weights, dtype=np.float64), axis=-1)
    table /= table[..., -1:]
    table[..., -1] = 1.0
    return table


def pick(rng: np.random.Generator, shares: Floats, rows: Ints) -> Ints:
    """For each row number, a column drawn by that row's cumulative shares."""
    u = rng.random(len(rows))
    drawn: Ints = (u[:, None] >= shares[rows]).sum(axis=1)
    return drawn


def pick_one(rng: np.random.Generator, shares: Floats, size: int) -> Ints:
    """`size` columns drawn by one list of cumulative shares."""
    return np.searchsorted(shares, rng.random(size), side="right").astype(np.int64)


def lag(rng: np.random.Generator, median: Any, sigma: float, size: int) -> Ints:
    """Lognormal waiting times in whole units of `median`, at least 1."""
    waited: Floats = median * np.exp(sigma * rng.standard_normal(size))
    return np.maximum(1, waited).astype(np.int64)


def counts(rng: np.random.Generator, mean: Any, shape: float) -> Ints:
    """Negative binomial counts as a gamma mixture of Poissons: variance = mean + mean² / shape."""
    mean = np.asarray(mean, dtype=np.float64)
    drawn: Ints = rng.poisson(mean * rng.gamma(shape, 1 / shape, mean.shape))
    return drawn


def count(rng: np.random.Generator, mean: float, shape: float) -> int:
    """One such count."""
    return int(counts(rng, [mean], shape)[0])


def sigmoid(x: Any) -> Floats:
    """The probability of a log-odds."""
    p: Floats = 1 / (1 + np.exp(-np.asarray(x, dtype=np.float64)))
    return p


def logit(p: float) -> float:
    """The log-odds of a probability."""
    return float(np.log(p / (1 - p)))
