"""Queries of the pages, cached by data version and scope."""
