"""The small demo bureau that many tests share."""

from __future__ import annotations

DEMO_AS_OF = "2026-10-31"
