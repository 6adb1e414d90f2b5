"""Checks a file of printed figures (勾稽核验)."""
