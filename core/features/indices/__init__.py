"""Indices, red/yellow/green codes and published lists."""
