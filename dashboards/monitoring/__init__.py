"""The state of the server, for monitoring: measured here, answered on a port of its own."""
