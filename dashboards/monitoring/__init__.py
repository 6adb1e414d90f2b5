"""How the server is, for monitoring: measured here, answered on a port of its own."""
