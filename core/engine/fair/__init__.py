"""Fair comparison of units: funnels, ranks with intervals, case mix, and who may be named best or worst."""
