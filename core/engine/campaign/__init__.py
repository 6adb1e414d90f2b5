"""Campaigns (专项行动): how far they have come, and their bulletins."""
