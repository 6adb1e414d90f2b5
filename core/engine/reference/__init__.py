"""The reference: every KPI of a catalogue explained from its own declaration."""
