"""Several worker processes behind one door on one machine: the door, its ways to them, and who starts them again."""
