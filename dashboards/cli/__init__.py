"""The console script `fengjing`: core's commands, and those that need screens or the generator."""
