"""Pages that the chief's board is measured against."""
