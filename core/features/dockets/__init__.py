"""Lists of open key disputes and cases, and the history of each."""
