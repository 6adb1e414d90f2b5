"""Days, spans, periods and the Chinese calendar."""
