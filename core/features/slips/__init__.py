"""Reminder slips (警情提醒单) of communities."""
