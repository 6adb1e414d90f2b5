"""Signing in by the bureau's own identity provider (OpenID Connect, 统一身份认证), where one is configured."""
