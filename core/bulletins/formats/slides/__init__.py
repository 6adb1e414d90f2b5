"""Bulletins as slides. Its modules import python-pptx, which is of an extra: only pptx.py imports them."""
