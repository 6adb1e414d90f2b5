"""Indices, codes and lists: scores of KPIs, how sure they are, and what is published of them."""
