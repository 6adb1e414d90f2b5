"""Pooled follow-up: what became of the figures of all finished instructions of a kind, taken together."""
