"""An instruction that comes from a signal: its unit, its evidence and its words come along, and so does its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.instructions.model import LONGEST_EVIDENCE, InstructionContent
from dashboards.i18n.words import instructions as order_words
from dashboards.i18n.words import signals as words
from dashboards.queries import database, signals

ASKED = "signal"  # the name of a signal's key in the address of the form
_UNIT = "signal_order_unit"
MOST_RECORDS = 20


def asked() -> str | None:
    """The signal that the address names."""
    return st.query_params.get(ASKED) or None


def draw(key: str, stations: Mapping[int, str], ask: Callable[[InstructionContent], None]) -> bool:
    """Draws the form about a signal; whether there is such a signal for whoever looks."""
    line = signals.of_key(key)
    if line is None:
        st.info(words.GONE)
        return False
    one = line.signal
    start = None if one.station is None or one.station not in stations else list(stations).index(one.station)
    unit = st.selectbox(
        order_words.UNIT, list(stations), start, format_func=stations.__getitem__, key=f"{_UNIT}_{key}",
        placeholder=words.PICK_UNIT, width=260,
    )  # fmt: skip
    told = [f"{words.FROM_SIGNAL}：{database.catalogue().signals[one.rule].zh} · {one.unit.name}", one.why]
    period = f"{one.window.start}..{one.window.end}"
    if one.kpi is not None:
        kpi = database.catalogue().kpis[one.kpi].zh
        told.append(f"{order_words.INDICATOR}：{kpi}　{order_words.PERIOD}：{period}")
    if one.records:
        told.append(words.RECORDS.format(numbers="、".join(one.records[:MOST_RECORDS])))
    st.text("\n".join(told))
    if unit is None:
        return True
    task = words.TASK.format(why=one.why if one.station == one.unit.id else f"{one.unit.name}：{one.why}")
    ask(InstructionContent(unit, task, one.kpi, period, verdict=one.why[:LONGEST_EVIDENCE], signal=one.key))
    return True


def origin(order: InstructionContent) -> None:
    """Says of an instruction which signal it came from."""
    if not order.signal:
        return
    rule = database.catalogue().signals.get(order.signal.partition(":")[0])
    st.text(f"{words.FROM_SIGNAL}：{rule.zh if rule else order.signal}")
    if order.kpi is None and order.verdict:
        st.text(order.verdict)
