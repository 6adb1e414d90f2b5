"""Results packed so that one is never taken for another's.

After a loss of power a name may lead to the row of another one: each result bears a digest of its name, of what it was
worked out from, and of itself.
"""

from __future__ import annotations

import hashlib
import zlib

MOST_UNPACKED = 64 * 2**20  # bytes: no more is ever unpacked, whatever a file holds
_DIGEST_BYTES = 32


class BrokenResult(Exception):
    """Error of a result that is not the one that was kept in its place."""


def pack_result(name: str, basis: str, value: bytes) -> bytes | None:
    """Return a result as it is kept; None of one that is too large."""
    if len(value) > MOST_UNPACKED:
        return None
    packed = zlib.compress(value)
    return _digest(name, basis, packed) + packed


def unpack_result(name: str, basis: str, kept: object) -> bytes:
    """Return the result that was kept of a name and a basis. Raises BrokenResult of anything else."""
    if not isinstance(kept, bytes) or kept[:_DIGEST_BYTES] != _digest(name, basis, kept[_DIGEST_BYTES:]):
        raise BrokenResult("not the result that was kept")
    try:
        unpacking = zlib.decompressobj()
        value = unpacking.decompress(kept[_DIGEST_BYTES:], MOST_UNPACKED)
    except zlib.error as error:
        raise BrokenResult(str(error)) from error
    if not unpacking.eof:
        raise BrokenResult("larger than any result")
    return value


def _digest(name: str, basis: str, packed: bytes) -> bytes:
    text = f"{len(name)} {name} {basis}\0".encode()
    return hashlib.sha256(text + packed).digest()
