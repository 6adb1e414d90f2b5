"""One log: Streamlit gives every logger of its own a handler, which would write errors with all that they quote."""

from __future__ import annotations

import logging

from streamlit import logger as streamlit_logger

_ATTRIBUTE = "streamlit_console_handler"


def _hand_on(logger: logging.Logger) -> None:
    """Let a logger of Streamlit's hand everything on to the root, and write nothing itself."""
    handler = getattr(logger, _ATTRIBUTE, None)
    if handler is not None:
        logger.removeHandler(handler)
        delattr(logger, _ATTRIBUTE)
    logger.propagate = True


def hand_on_logs() -> None:
    """Let all of Streamlit's loggers, those to come too, write into the one log of the process."""
    streamlit_logger.setup_formatter = _hand_on
    streamlit_logger.update_formatter()
