"""Who may see and do what: accounts, sessions, roles, and the door that keeps a viewer within one's scope."""
