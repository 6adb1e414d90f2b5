"""Judgements of change: dispersion, intervals, standards and families of tests."""
