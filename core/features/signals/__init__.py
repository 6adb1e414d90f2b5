"""Signals: rules that watch the records, one detector a kind."""
