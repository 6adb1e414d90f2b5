"""Say what a write would change on the board, seen before it is made."""
