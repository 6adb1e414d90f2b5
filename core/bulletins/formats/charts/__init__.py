"""Charts of bulletins as vectors: shapes first, which a file writes as SVG and a page as nodes."""
