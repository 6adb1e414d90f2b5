"""Changes of units from a day on: asked for in a steward's words, checked, written as a batch."""
