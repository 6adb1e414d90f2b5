"""State files (状态文件): what is written while a board file is served, apart from the board itself.

Accounts, sessions, instructions, the trail and what was issued stand in a file of their own, so that a board can be
replaced as a whole. A connection to a state file has its board attached, read-only: a name that the state file has not
is the board's, and so no query knows of the two.
"""
