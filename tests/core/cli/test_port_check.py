"""A port that is taken is told in Chinese, with what holds it most likely."""

from __future__ import annotations

import socket

from core.cli.port_check import port_fault


def test_a_port_that_is_taken_is_told_in_chinese() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert "已被占用" in str(port_fault("127.0.0.1", port))
    assert port_fault("127.0.0.1", port) is None


def test_an_address_of_another_machine_is_told_in_chinese() -> None:
    assert port_fault("192.0.2.1", 8501) == "本机没有这个地址"
