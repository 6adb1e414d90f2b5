"""Units beside like units: funnels, ranks, standardised rates."""
