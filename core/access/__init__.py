"""Access of people to the bureau: accounts, sessions, roles, and interfaces that keep a viewer within the scope."""
