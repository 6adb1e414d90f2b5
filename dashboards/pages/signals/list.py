"""The signals as a list: what, where, since when, why; and what can be done about each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.access.name_visibility import actor_name
from core.access.scoped_signals import SignalRecord
from core.features.signals.chance_text import wait_text
from core.features.signals.digest import SignalGroup, group_of
from core.features.signals.text import promise_text, rate_text, since_text
from core.features.signals.types import Signal, Signals
from core.store.dismissals import LONGEST_REASON, SignalStep
from core.store.unit_words import whole_word
from core.time.days import minute_text
from dashboards.components import export, frame_table, instruction_link
from dashboards.i18n.words import signals as words
from dashboards.i18n.words import verdicts
from dashboards.queries import database, session, signals
from dashboards.registry import page_file

MOST = 60
TONES = {SignalGroup.UNUSUAL: "worse", SignalGroup.DOUBTFUL_DATA: "watch", SignalGroup.OVERDUE: "worse"}
LOOK_EVERY = 2  # seconds, while they are worked out
_ALL_RULES = "all"
_VIEW, _DISMISSED, _MESSAGE = "signal_view", "signal_dismissed", "signal_said"


def waiting(text: str) -> None:
    """Says why there is nothing yet, and looks again."""
    st.info(text)

    @st.fragment(run_every=LOOK_EVERY)
    def look() -> None:
        now = signals.bureau_signals()
        if now is not None and now.answer is not None:
            st.rerun(scope="app")

    look()


def draw(signals: Signals, records: list[SignalRecord]) -> None:
    """Draws the list, by rule if one is picked."""
    if (message := st.session_state.pop(_MESSAGE, None)) is not None:
        (st.error if message[0] else st.success)(message[1])
    live = [record for record in records if not record.is_dismissed]
    sent = sum(bool(record.instructions) for record in live)
    dismissed_count = len(records) - len(live)
    with st.container(key="signals_sentence"):
        st.text(
            words.SUMMARY.format(
                day=signals.as_of,
                count=len(live),
                sent=words.SUMMARY_SENT.format(count=sent) if sent else "",
                dismissed=words.SUMMARY_DISMISSED.format(count=dismissed_count) if dismissed_count else "",
            )
        )
    if signals.left_out:
        names = (database.catalogue().signals[rule].zh for rule in signals.left_out)
        st.caption(words.LEFT_OUT.format(rules="、".join(names)))
    view, dismissed = _picked(records, live)
    in_view = [record for record in records if view in (_ALL_RULES, record.signal.rule)]
    listed = [record for record in in_view if record.is_dismissed == dismissed]
    if not listed:
        st.info(words.NONE_DISMISSED if dismissed else words.NONE)
    with st.container(key="signals", gap="small"):
        for group, records_of_group in by_group(listed[:MOST]).items():
            mark = verdicts.GROUP_MARKS[list(SignalGroup).index(group)]
            st.markdown(f"### {words.GROUP.format(mark=mark, group=group.label, count=len(records_of_group))}")
            for record in records_of_group:
                _card(record, signals.as_of, TONES[group])
    if len(listed) > MOST:
        st.caption(words.MORE.format(count=len(listed) - MOST))
    if listed:
        rows = [_row(record) for record in listed]
        export.draw(export.sheet_of_rows(words.NAME, words.HEADS, rows, signals.as_of), "signals")
    _promise(signals)


def by_group(records: Sequence[SignalRecord]) -> dict[SignalGroup, list[SignalRecord]]:
    """Return the signals by what they ask for, in each those of one station together, the first of it at its place."""
    groups: dict[SignalGroup, list[SignalRecord]] = {}
    for group in SignalGroup:
        of_group = [record for record in records if group_of(record.signal.kind) is group]
        stations = list(dict.fromkeys(_station(record.signal) for record in of_group))
        if of_group:
            groups[group] = sorted(of_group, key=lambda record: stations.index(_station(record.signal)))
    return groups


def _station(signal: Signal) -> int:
    return signal.station or signal.unit.id


def _row(record: SignalRecord) -> tuple[object, ...]:
    """A signal as cells, in the order of the heads."""
    signal = record.signal
    state = (
        words.STATES[record.is_dismissed]
        if not record.instructions
        else words.SENT.format(numbers="、".join(record.instructions))
    )
    return database.catalogue().signals[signal.rule].zh, _place(signal), since_text(signal), signal.why, state


def _promise(signals: Signals) -> None:
    """Draw the false alarms that each rule of chance is held to."""
    st.caption(promise_text(signals))
    with st.expander(words.PROMISE_HEAD):
        rows = [
            (
                database.catalogue().signals[name].zh,
                wait_text(threshold.false_alarms_a_month),
                rate_text(threshold.false_alarms_a_month),
                _span_text(name),
                f"{threshold.tests:,}",
                words.INTERVALS[threshold.interval],
            )
            for name, threshold in signals.thresholds.items()
        ]
        frame_table.draw(pd.DataFrame(rows, columns=list(words.PROMISE_HEADS)), "promise")
        st.caption(words.PROMISE_NOTE)


def _span_text(rule: str) -> str:
    """Return the days that a rule looks at."""
    days = database.catalogue().signals[rule].days
    return words.SPANS.format(days="、".join(map(str, days))) if days else words.LASTING_SPAN


def _picked(records: list[SignalRecord], live: list[SignalRecord]) -> tuple[str, bool]:
    rules = {name: rule.zh for name, rule in database.catalogue().signals.items() if rule.on}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dismissed = bool(st.session_state.get(_DISMISSED, False))
        candidates = [record for record in records if record.is_dismissed] if dismissed else live
        counts = {name: sum(record.signal.rule == name for record in candidates) for name in rules}
        picked = st.session_state.get(_VIEW)  # stays, though its last signal may just have been dismissed
        labels = {_ALL_RULES: f"{words.ALL} {len(candidates)}"}
        labels |= {name: f"{zh} {counts[name]}" for name, zh in rules.items() if counts[name] or name == picked}
        view = st.segmented_control(
            words.VIEW,
            list(labels),
            format_func=labels.__getitem__,
            default=_ALL_RULES,
            required=True,
            key=_VIEW,
            label_visibility="collapsed",
        )
        st.toggle(words.SHOW_DISMISSED, key=_DISMISSED)
    return view or _ALL_RULES, dismissed


def _card(line: SignalRecord, as_of: date, tone: str) -> None:
    """Draw a signal: what was found and where, of which kind and since when, and then all of it."""
    signal, key = line.signal, f"signal_{tone}_{_safe(line.signal.key)}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        with st.container(gap=None, width="stretch"):
            rule, since = database.catalogue().signals[signal.rule].zh, words.SINCE.format(since=since_text(signal))
            finding = f"：{signal.headline}" if signal.headline else ""
            st.text(f"{_place(signal)}{finding}")
            st.text(f"{words.SHAPES[signal.kind]} {rule}　{since}")
            st.text(signal.why)
            if line.events:
                last = line.events[-1]
                template = words.DISMISSED_BY if last.step == "dismiss" else words.LISTED_BY
                st.text(template.format(at=minute_text(last.at), actor=actor_name(last.actor), reason=last.reason))
        _acts(line, as_of)


def _safe(key: str) -> str:
    """A key as a part of a style's name."""
    return "".join(letter if letter.isalnum() else "_" for letter in key)


def _place(signal: Signal) -> str:
    tree = session.units()
    if signal.unit.id == tree.root.id and signal.station is None:
        return whole_word(tree.root)
    station = tree.units.get(signal.station or signal.unit.id, signal.unit)
    lineage = [tree.compared_above(station.id), station, signal.unit]
    return " · ".join(dict.fromkeys(unit.name for unit in lineage if unit is not None))


def _acts(line: SignalRecord, as_of: date) -> None:
    if line.instructions:
        st.page_link(
            page_file("instructions"),
            label=words.SENT.format(numbers="、".join(line.instructions)),
            query_params={"no": line.instructions[-1]},
        )
    signal = line.signal
    if not line.is_dismissed and not line.instructions and instruction_link.may_send():
        st.page_link(
            page_file("instructions"),
            label=words.SEND_INSTRUCTION,
            icon=":material/send:",
            query_params={"signal": signal.key},
        )
    if not signals.scoped().may_dismiss:
        return
    step: SignalStep = "list_again" if line.is_dismissed else "dismiss"
    with st.popover(words.LIST_AGAIN if line.is_dismissed else words.DISMISS):
        key = f"reason_{signal.key}_{len(line.events)}"
        st.text_input(
            words.LIST_AGAIN_REASON if line.is_dismissed else words.REASON,
            max_chars=LONGEST_REASON,
            key=key,
            placeholder="" if line.is_dismissed else words.REASON_HINT,
        )
        st.button(
            words.LIST_AGAIN_NOW if line.is_dismissed else words.DISMISS_NOW,
            type="primary",
            key=f"act_{key}",
            on_click=_handle,
            args=(line, step, key, as_of),
        )


def _handle(line: SignalRecord, step: SignalStep, key: str, as_of: date) -> None:
    try:
        signals.handle(line, step, str(st.session_state.get(key, "")), as_of)
    except (LookupError, RuntimeError) as error:
        st.session_state[_MESSAGE] = (True, str(error.args[0]))
        return
    st.session_state[_MESSAGE] = (False, words.DISMISSED if step == "dismiss" else words.LISTED_AGAIN)
