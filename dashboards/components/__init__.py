"""Parts that several pages share: table, map, charts, pickers, export, last good picture."""
