"""Fair comparison of like units: funnels, ranks, standardised rates."""
