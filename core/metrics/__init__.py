"""From cube cells to measures and KPI values: what is covered, what is late, what a period is."""
