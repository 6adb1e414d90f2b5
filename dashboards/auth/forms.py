"""Forms of the plain pages: small, and read by hand so that nobody can send much."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from starlette.requests import Request

_LONGEST_BODY, _SECONDS = 8192, 10


async def form_fields(request: Request) -> dict[str, str] | None:
    """Return the first value of each field; None for a form that is too long, or that takes too long to come."""
    body = b""
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _LONGEST_BODY:
                    return None
    except TimeoutError:
        return None
    return {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
