"""The signals as a list: what, where, since when, why; and what can be done about each."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from core.access.scoped_signals import SignalRecord
from core.features.signals.reasons import odds_text, promise_text, since_text
from core.features.signals.types import Signal, Signals
from core.store.dismissals import LONGEST_REASON, SignalStep
from dashboards.components import export as take_away
from dashboards.components.times import minute_text
from dashboards.i18n.words import signals as words
from dashboards.queries import database, session, signals

MOST = 60
LOOK_EVERY = 2  # seconds, while they are worked out
_VIEW, _DISMISSED, _SAID = "signal_view", "signal_dismissed", "signal_said"


def waiting(text: str) -> None:
    """Says why there is nothing yet, and looks again."""
    st.info(text)

    @st.fragment(run_every=LOOK_EVERY)
    def look() -> None:
        now = signals.known()
        if now is not None and now.answer is not None:
            st.rerun(scope="app")

    look()


def draw(whole: Signals, found: list[SignalRecord]) -> None:
    """Draws the list, by rule if one is picked."""
    if (said := st.session_state.pop(_SAID, None)) is not None:
        (st.error if said[0] else st.success)(said[1])
    live = [one for one in found if not one.dismissed]
    sent = sum(bool(one.instructions) for one in live)
    dismissed_count = len(found) - len(live)
    st.text(words.SUMMARY.format(day=whole.as_of, count=len(live), sent=sent, dismissed=dismissed_count))
    view, dismissed = _picked(found, live)
    shown = [one for one in found if one.dismissed == dismissed and view in (words.ALL, one.signal.rule)]
    if not shown:
        st.info(words.NONE_DISMISSED if dismissed else words.NONE)
    with st.container(key="signals", gap="small"):
        for one in shown[:MOST]:
            _card(one, whole.as_of)
    if len(shown) > MOST:
        st.caption(words.MORE.format(count=len(shown) - MOST))
    if shown:
        rows = [_row(one) for one in shown]
        take_away.draw(take_away.sheet(words.NAME, words.HEADS, rows, whole.as_of), "signals")
    _promise(whole)


def _row(line: SignalRecord) -> tuple[object, ...]:
    """A signal as cells, in the order of the heads."""
    one = line.signal
    state = (
        words.STATES[line.dismissed]
        if not line.instructions
        else words.SENT.format(numbers="、".join(line.instructions))
    )
    return database.catalogue().signals[one.rule].zh, _place(one), since_text(one), one.why, state


def _promise(whole: Signals) -> None:
    """What the rules of chance were held to, rule by rule."""
    st.caption(promise_text(whole))
    with st.expander(words.PROMISE_HEAD):
        rows = [
            (database.catalogue().signals[name].zh, f"{one.a_month:.2f}", f"{one.tests:,}",
             words.EVERY[one.every], odds_text(one.p))
            for name, one in whole.thresholds.items()
        ]  # fmt: skip
        st.dataframe(pd.DataFrame(rows, columns=list(words.PROMISE_HEADS)), hide_index=True, width="content")
        st.caption(words.PROMISE_NOTE)


def _picked(found: list[SignalRecord], live: list[SignalRecord]) -> tuple[str, bool]:
    rules = {name: rule.zh for name, rule in database.catalogue().signals.items() if rule.on}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dismissed = bool(st.session_state.get(_DISMISSED, False))
        within = [one for one in found if one.dismissed] if dismissed else live
        counts = {name: sum(one.signal.rule == name for one in within) for name in rules}
        labels = {words.ALL: f"{words.ALL} {len(within)}"} | {n: f"{zh} {counts[n]}" for n, zh in rules.items()}
        view = st.segmented_control(
            words.VIEW, list(labels), format_func=labels.__getitem__, default=words.ALL, required=True, key=_VIEW,
            label_visibility="collapsed",
        )  # fmt: skip
        st.toggle(words.SHOW_DISMISSED, key=_DISMISSED)
    return view or words.ALL, dismissed


def _card(line: SignalRecord, as_of: date) -> None:
    one = line.signal
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"signal_{_safe(one.key)}"):
        with st.container(gap=None, width="stretch"):
            rule, since = database.catalogue().signals[one.rule].zh, words.SINCE.format(since=since_text(one))
            st.text(f"{words.SHAPES[one.kind]} {rule}　{_place(one)}　{since}")
            st.text(one.why)
            if line.events:
                last = line.events[-1]
                told = words.DISMISSED_BY if last.step == "dismiss" else words.LISTED_BY
                st.text(told.format(at=minute_text(last.at), actor=last.actor, reason=last.reason))
        _acts(line, as_of)


def _safe(key: str) -> str:
    """A key as a part of a style's name."""
    return "".join(letter if letter.isalnum() else "_" for letter in key)


def _place(one: Signal) -> str:
    tree = session.units()
    if one.unit.id == tree.root.id and one.station is None:
        return words.WHOLE
    above = tree.units.get(one.station or 0)
    return one.unit.name if above is None or above.id == one.unit.id else f"{above.name} · {one.unit.name}"


def _acts(line: SignalRecord, as_of: date) -> None:
    if line.instructions:
        st.page_link(
            "pages/instructions/page.py",
            label=words.SENT.format(numbers="、".join(line.instructions)),
            query_params={"no": line.instructions[-1]},
        )
    if not signals.warnings().may_dismiss:
        return
    one = line.signal
    if not line.dismissed and not line.instructions:
        st.page_link(
            "pages/instructions/page.py", label=words.ORDER, icon=":material/send:", query_params={"signal": one.key}
        )
    step: SignalStep = "list_again" if line.dismissed else "dismiss"
    with st.popover(words.AGAIN if line.dismissed else words.DISMISS):
        key = f"reason_{one.key}_{len(line.events)}"
        st.text_input(
            words.AGAIN_REASON if line.dismissed else words.REASON, max_chars=LONGEST_REASON, key=key,
            placeholder="" if line.dismissed else words.REASON_HINT,
        )  # fmt: skip
        st.button(
            words.AGAIN_NOW if line.dismissed else words.DISMISS_NOW, type="primary", key=f"act_{key}",
            on_click=_handle, args=(line, step, key, as_of),
        )  # fmt: skip


def _handle(line: SignalRecord, step: SignalStep, key: str, as_of: date) -> None:
    try:
        signals.handle(line, step, str(st.session_state.get(key, "")), as_of)
    except (LookupError, RuntimeError) as error:
        st.session_state[_SAID] = (True, str(error.args[0]))
        return
    st.session_state[_SAID] = (False, words.DISMISSED if step == "dismiss" else words.LISTED_AGAIN)
