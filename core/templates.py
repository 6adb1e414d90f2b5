r"""Jinja2 templates of documents that are files of their own: slips, the reference.

Templates that end in .html or .css are laid out for reading: their indentation and line breaks are not in the document
(a line break that belongs to it is written {{ "\n" }}). In all others every line is a line of the document, but for
lines that hold statements alone.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_eval_context, select_autoescape
from jinja2.ext import Extension
from jinja2.nodes import EvalContext
from markupsafe import Markup

COMPACT = (".html", ".css")
MARKDOWN_MARKS = "\\`*_|<>[]"


class _CompactMarkup(Extension):
    """Joins the lines of a template without their indentation."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        is_compact = name is not None and name.endswith(COMPACT)
        return "".join(line.strip() for line in source.splitlines()) if is_compact else source


@pass_eval_context
def _escaped(context: EvalContext, value: object) -> object:
    """Escape text as the standard library does, whose bytes the documents have always had."""
    if context.autoescape and not hasattr(value, "__html__"):
        return Markup(escape(str(value)))
    return value


def markdown_text(text: str) -> str:
    """Return text that Markdown takes for text, on one line."""
    for mark in MARKDOWN_MARKS:
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


@cache
def templates(folder: Path) -> Environment:
    """Return the templates of a folder; text is escaped in .html, and a name that is not given is an error."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=_escaped,
        extensions=[_CompactMarkup],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["markdown_text"] = markdown_text
    return environment
