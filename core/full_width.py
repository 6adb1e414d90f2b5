"""Full-width letters, digits and signs, as Chinese input methods write them, made plain.

Nothing else is: NFKC would make 123 of 12³ and 2026-11 of 2026-1①.
"""

from __future__ import annotations

_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and blanks as ordinary ones."""
    return text if text.isascii() else text.translate(_PLAIN)
