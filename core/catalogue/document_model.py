"""Domains, documents and the systems that the documents name, as declared in data/*.toml."""

from __future__ import annotations

from core.catalogue.entry import Entry


class Domain(Entry):
    """业务领域. order: its place among the domains on the screens."""

    order: int


class Source(Entry):
    """One of the documents the catalogue rests on: its title, its date as far as known, the place it tells of."""

    date: str
    place: str


class System(Entry):
    """A system that a document names.

    document: the document's number (000 for source doc000). here: what stands for it here, in Chinese.
    later: what the row still lacks, in Chinese; empty when it is whole.
    """

    document: str
    here: str
    later: str = ""
