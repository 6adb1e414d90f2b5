"""Did the figure move after an instruction? Told without claiming a cause."""
