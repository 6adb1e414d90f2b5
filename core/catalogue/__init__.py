"""Declarations of what is measured, as data: kinds of record, measures, KPIs, domains, sources and systems."""
