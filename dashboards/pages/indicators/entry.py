"""The full reference of one KPI, as its drawer shows it, and of all of them as a file."""

from __future__ import annotations

from collections.abc import Sequence

from core.features.reference.documents import reference_html
from core.features.reference.kpi_reference import KpiReference
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download
from dashboards.components.base import component
from dashboards.i18n.words import indicators as words

KEY = "reference"
_render = component(__file__)


def search(entries: Sequence[KpiReference], query: str) -> list[KpiReference]:
    """Return the entries that hold every word of a query."""
    query_words = query.casefold().split()
    return [entry for entry in entries if all(word in entry.search_text().casefold() for word in query_words)]


def draw_download(entries: Sequence[KpiReference]) -> None:
    """Draw the button that hands out all of it as a file."""
    reference = PreparedFile(words.FILE, "text/html", lambda: reference_html(entries).encode())
    download.button(words.DOWNLOAD, reference, key="reference_file")


def draw(entry: KpiReference) -> None:
    """Draw the entry of one KPI."""
    data = {
        "id": entry.id,
        "title": words.REFERENCE,
        "name": f"{entry.id} · {entry.en}",
        "lines": entry.lines,
        "example": f"{words.EXAMPLE}：{entry.example.title}",
        "heads": entry.example.heads,
        "rows": entry.example.rows,
        "results": [
            f"{words.ARITHMETIC}：{entry.example.arithmetic}",
            f"{words.RESULT}：{entry.example.results}",
        ],
    }
    _render(key=KEY, data=data)
