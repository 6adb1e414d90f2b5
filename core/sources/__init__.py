"""Data sources (数据来源): databases and watched folders that are read on a schedule, by the same way as a file."""
