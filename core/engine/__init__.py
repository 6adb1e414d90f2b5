"""From the cube to KPI values, comparisons and boards."""
