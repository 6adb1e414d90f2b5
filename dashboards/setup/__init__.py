"""The first run: plain pages that lead from no database to the first account, before any screen opens."""
