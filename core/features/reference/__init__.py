"""The reference of every KPI: formula, test, standard, limits, example."""
