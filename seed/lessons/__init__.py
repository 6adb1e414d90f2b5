"""Lessons: a made-up bureau and a course of questions about it, with a key that is worked out and never typed."""
