"""Instructions (指令): tasks from a figure to a finished report, kept as events that are never changed."""
