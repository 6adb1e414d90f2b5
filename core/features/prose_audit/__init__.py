"""Checks what anybody's bulletin says in sentences and tables: counts, shares, changes, sums (the way back)."""
