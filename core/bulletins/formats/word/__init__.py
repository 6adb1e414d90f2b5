"""Bulletins as Word documents. Its modules import python-docx, which is of an extra: only docx.py imports them."""
