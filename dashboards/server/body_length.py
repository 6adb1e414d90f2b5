"""Lengths of the bodies of requests, as the requests say them."""

from __future__ import annotations

from starlette.datastructures import Headers


def said_length(headers: Headers) -> int | None:
    """Return the length of the body (bytes); None where the head does not say it, or says it in two ways.

    The web server under us reads a body in pieces to its end whatever length stands beside it, so that length bounds
    nothing. No browser writes such a head.
    """
    lengths = headers.getlist("content-length")
    if "transfer-encoding" in headers or len(lengths) != 1 or not lengths[0].isdecimal():
        return None
    return int(lengths[0])
