"""Checks that printed figures can be true (勾稽核验): each by its own counts, and all of one bulletin together.

Everything is exact: whole numbers and fractions, never floating point.
"""
