"""Forms of a section: each makes the words, charts, tables and rows of figures of its rule."""
