"""Bulletins that come out by a timer: into a folder, and by mail where a bureau has set that up."""
