"""One station's own questions: its place among its peers, what its changes are made of, its people's load."""
