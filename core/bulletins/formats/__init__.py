"""Formats of a bulletin: each draws the same document, and the same document always gives the same bytes."""
