"""The speed claims, each rerunnable by one command."""
