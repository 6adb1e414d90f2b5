"""Answers a websocket that has no session: the browser is led to sign in, and Streamlit makes no session for it.

A refusal would not do: an open tab would keep its old picture and try again for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboards.auth.login import LOGIN_AFTERWARDS
from dashboards.settings import base_path

PROTOCOL = "streamlit"
CLOSED = 4401  # a code of our own (RFC 6455, 7.4.2), after HTTP's 401


@lru_cache(maxsize=1)
def _redirect() -> bytes:
    message = ForwardMsg()
    message.auth_redirect.url = base_path() + LOGIN_AFTERWARDS
    content: bytes = message.SerializeToString()
    return content


async def redirect_to_sign_in(scope: Scope, receive: Receive, send: Send) -> None:
    """Open the websocket, send the browser to the page to sign in, and close."""
    await receive()
    offered: Iterable[str] = scope.get("subprotocols", [])
    accepted: Message = {"type": "websocket.accept", "subprotocol": PROTOCOL if PROTOCOL in offered else None}
    await send(accepted)
    await send({"type": "websocket.send", "bytes": _redirect()})
    await send({"type": "websocket.close", "code": CLOSED})
