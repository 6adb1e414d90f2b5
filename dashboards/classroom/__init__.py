"""The classroom of a demonstration: light plain pages for participants, the trainer and the projector."""
