"""The floor: an empty page whose one fragment writes one changing number."""

from __future__ import annotations

import itertools
import os

import streamlit as st

COUNTER = "counter"


@st.fragment(run_every=float(os.environ["REFRESH_SECONDS"]))
def one_number() -> None:
    """Another number at each refresh."""
    counter = st.session_state.setdefault(COUNTER, itertools.count())
    st.write(next(counter))


one_number()
