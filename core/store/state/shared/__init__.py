"""State shared by several machines, in a PostgreSQL: each machine works on a copy of it that it keeps up.

PostgreSQL holds the rows and puts all writes in order, one transaction at a time. A machine's copy is a state file like
any other; a write first brings the copy up, is made there by the same statements, and what it changed is written to
PostgreSQL before it counts here. So there is one declaration of tables and one text of every statement.
"""
