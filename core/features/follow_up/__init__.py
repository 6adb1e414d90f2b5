"""Follow-up of instructions: whether the figure changed after the instruction was filed."""
