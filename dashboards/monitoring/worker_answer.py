"""Tells the door the measurements of a worker: it alone can ask, and answers monitoring for all workers."""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboards.monitoring.collector import own_registry


@lru_cache(maxsize=1)
def _registry() -> CollectorRegistry:
    return own_registry()


async def worker_measurements(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with every measurement of this moment."""
    content = await run_in_threadpool(generate_latest, _registry())
    await Response(content, media_type=CONTENT_TYPE_LATEST)(scope, receive, send)
