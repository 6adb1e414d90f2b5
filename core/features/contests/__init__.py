"""Contests of areas: changes against their own past and like areas."""
