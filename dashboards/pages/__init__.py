"""Pages, one folder each; no page imports another."""
