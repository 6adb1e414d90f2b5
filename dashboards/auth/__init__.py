"""Signing in: sessions, roles of a demonstration, single sign-on."""
