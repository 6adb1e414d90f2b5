"""The web server: options, headers, host names, walls that report."""
