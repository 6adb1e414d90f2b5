"""Reminder slips (警情提醒单): what rose in a community, when it comes, and what may be done against it."""
