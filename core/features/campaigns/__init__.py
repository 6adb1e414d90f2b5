"""Campaigns such as 百日行动: targets, pace and bulletins."""
