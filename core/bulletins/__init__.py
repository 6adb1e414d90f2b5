"""Bulletins (通报): documents of words and tables made from the engine's answers, audited before they are issued."""
