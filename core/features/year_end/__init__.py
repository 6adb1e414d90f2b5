"""The expected end of the year: a count of the whole year, from this year so far and the seasons of earlier years."""
