"""An instruction that comes from a signal: its unit, its evidence and its words come along, and so does its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from core.catalogue.signal_key import read_signal_key
from core.instructions.model import LONGEST_EVIDENCE, InstructionContent
from core.metrics.display import standard_text
from dashboards.i18n.words import instructions as instruction_words
from dashboards.i18n.words import signals as words
from dashboards.pages.instructions.evidence import evidence_text
from dashboards.queries import database, signals

SIGNAL_PARAMETER = "signal"  # the name of a signal's key in the address of the form
_UNIT = "signal_order_unit"
MOST_RECORDS = 20


def requested_key() -> str | None:
    """The signal that the address names."""
    return st.query_params.get(SIGNAL_PARAMETER) or None


def draw(key: str, stations: Mapping[int, str], ask: Callable[[InstructionContent], None]) -> bool:
    """Draws the form about a signal; whether there is such a signal for whoever looks."""
    line = signals.record_of(key)
    if line is None:
        st.info(words.GONE)
        return False
    signal = line.signal
    start = None if signal.station is None or signal.station not in stations else list(stations).index(signal.station)
    unit = st.selectbox(
        instruction_words.UNIT,
        list(stations),
        start,
        format_func=stations.__getitem__,
        key=f"{_UNIT}_{key}",
        placeholder=words.PICK_UNIT,
        width=260,
    )
    sentences = [
        f"{words.FROM_SIGNAL}：{database.catalogue().signals[signal.rule].zh} · {signal.unit.name}",
        signal.why,
    ]
    period = f"{signal.window.start}..{signal.window.end}"
    if signal.kpi is not None:
        kpi = database.catalogue().kpis[signal.kpi].zh
        sentences.append(f"{instruction_words.INDICATOR}：{kpi}　{instruction_words.PERIOD}：{period}")
    if signal.records:
        sentences.append(words.RECORDS.format(numbers="、".join(signal.records[:MOST_RECORDS])))
    st.text("\n".join(sentences))
    if unit is None:
        return True
    task = words.TASK.format(
        why=signal.why if signal.station == signal.unit.id else f"{signal.unit.name}：{signal.why}"
    )
    rule, kpi_model = database.catalogue().signals[signal.rule].zh, database.catalogue().kpis.get(signal.kpi or "")
    standard = "" if kpi_model is None or kpi_model.standard is None else standard_text(kpi_model, kpi_model.standard)
    notice = f"{rule} · {signal.unit.name}：{signal.headline or signal.finding}"[:LONGEST_EVIDENCE]
    evidence = InstructionContent(unit, task, signal.kpi, period, verdict=signal.why[:LONGEST_EVIDENCE])
    ask(replace(evidence, signal=signal.key, standard=standard, notice=notice))
    return True


def origin(order: InstructionContent) -> None:
    """Says of an instruction which signal it came from."""
    if not order.signal:
        return
    rule = database.catalogue().signals.get(read_signal_key(order.signal).rule)
    st.text(f"{words.FROM_SIGNAL}：{rule.zh if rule else order.signal}")
    if order.kpi is None and order.verdict:
        st.text(evidence_text(order))
