"""No look for `streamlit run`: at the first element Streamlit asks the source file of every module who started it.

That takes the first viewer a seventh of a second, for a warning to those who run a script without a server.
"""

from __future__ import annotations

from streamlit import delta_generator


def leave_out_use_warning() -> None:
    """Let Streamlit take the warning for given."""
    delta_generator._use_warning_has_been_displayed = True
