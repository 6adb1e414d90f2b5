"""Signals (预警): what is told of its own accord, each with its reason, by the rules of signals.toml."""
