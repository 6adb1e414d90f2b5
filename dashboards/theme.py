"""The colours, the type and the sizes that everything on a screen draws from."""

from __future__ import annotations

from typing import Any

GROUND = "#0B1220"
PANEL = "#131D31"
LINE = "#2A3A57"
TEXT = "#EDF2FA"
SECOND = "#A9B8D0"
MUTED = "#8495B2"
ACCENT = "#5AA9FF"
BETTER = "#35C9A5"
WORSE = "#FF7F5C"
WATCH = "#F2B84B"
NOISE = "#93A4C0"

# The figures come first from Source Sans, which Streamlit carries with it; the Chinese from whatever the machine has.
FONT = '"Source Sans", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'

# One hue by lightness, dark to light: few to many.
RAMP = ("#1B2C49", "#23436F", "#2D5D9B", "#3D7FCB", "#5AA9FF")
DARK_INK_FROM = 3  # from this step on the ground is light enough for dark letters

# The design is drawn for a screen of this size; everything grows and shrinks with the screen.
DESIGN_WIDTH, DESIGN_HEIGHT = 1920, 1080

REFRESH_SECONDS: float = 5


def css_variables() -> str:
    """The tokens as CSS custom properties; `--u` is one pixel of the 1920 x 1080 design."""
    tokens = {
        "ground": GROUND,
        "panel": PANEL,
        "line": LINE,
        "text": TEXT,
        "second": SECOND,
        "muted": MUTED,
        "accent": ACCENT,
        "better": BETTER,
        "worse": WORSE,
        "watch": WATCH,
        "noise": NOISE,
        "font": FONT,
        "u": f"min(100vh / {DESIGN_HEIGHT}, 100vw / {DESIGN_WIDTH})",
    }
    return ":root{" + "".join(f"--fj-{name}:{value};" for name, value in tokens.items()) + "}"


def ramp_step(value: float, low: float, high: float) -> int:
    """Which of the five steps a value takes between the lowest and the highest."""
    if high <= low:
        return len(RAMP) // 2
    return min(len(RAMP) - 1, int((value - low) / (high - low) * len(RAMP)))


def streamlit_theme() -> dict[str, Any]:
    """The same tokens for Streamlit's own widgets."""
    return {
        "theme.base": "dark",
        "theme.primaryColor": ACCENT,
        "theme.backgroundColor": GROUND,
        "theme.secondaryBackgroundColor": PANEL,
        "theme.textColor": TEXT,
        "theme.borderColor": LINE,
        "theme.dataframeBorderColor": LINE,
        "theme.greenColor": BETTER,
        "theme.redColor": WORSE,
        "theme.orangeColor": WATCH,
        "theme.font": FONT,
        "theme.headingFont": FONT,
        "theme.baseRadius": "6px",
        "theme.paddingTop": "0rem",
        "theme.paddingBottom": "0rem",
    }
