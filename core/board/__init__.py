"""The whole answer of one screen, and the words for a change."""
