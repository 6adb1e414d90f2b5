"""The visual language: the one place of the colours, the type, the sizes and the motion of every screen.

Colours have meanings: the accent is what is chosen and this year; better and worse stand for firm verdicts alone,
watch for what is due or undecided, noise for what is usual, which is most of the screen on most days. A shape and a
word go with each. Amounts on maps are one hue by lightness. Figures are tabular, so that they do not jump.

Lengths are in `u`, a pixel of the design, which is drawn once for each shape of wall and grows with it. Of a wall's
height a tile's figure is at least 1/18, labels and sentences 1/36, all else 24 of 1080: what then finds no room belongs
in another scene, or in the next part of it. Nothing moves but changes, once, for 300 ms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Palette:
    """The colours of one theme. `ramp` is from few to many; from `dark_ink_from` on it is ground for dark letters."""

    ground: str
    panel: str
    line: str
    text: str
    secondary: str
    muted: str
    accent: str
    better: str
    worse: str
    watch: str
    noise: str
    ramp: tuple[str, ...]
    dark_ink_from: int

    def ink(self, *, dark: bool) -> str:
        """Return the dark letters of this theme, or the light ones."""
        has_light_text = self.text > self.ground  # as hexadecimal: white comes last
        if dark:
            return self.ground if has_light_text else self.text
        return self.text if has_light_text else self.panel


WALL = Palette(
    ground="#0B1220",
    panel="#131D31",
    line="#2A3A57",
    text="#EDF2FA",
    secondary="#A9B8D0",
    muted="#8495B2",
    accent="#5AA9FF",
    better="#35C9A5",
    worse="#FF7F5C",
    watch="#F3BB4C",
    noise="#93A4C0",
    ramp=("#1B2C49", "#23436F", "#2D5D9B", "#3D7FCB", "#5AA9FF"),
    dark_ink_from=3,
)
DESK = Palette(
    ground="#F6F8FB",
    panel="#FFFFFF",
    line="#D5DDE8",
    text="#142033",
    secondary="#45546B",
    muted="#5F6E86",
    accent="#1763C6",
    better="#007A5E",
    worse="#9E1B32",
    watch="#8A5A00",
    noise="#5B6A82",
    ramp=("#E3EDFA", "#C4DAF5", "#A3C6EF", "#80AFE7", "#5B93DC"),
    dark_ink_from=0,
)

TEXT, NOISE, RAMP = WALL.text, WALL.noise, WALL.ramp
BETTER, WORSE, WATCH = WALL.better, WALL.worse, WALL.watch

# The figures come first from Source Sans, which Streamlit carries with it; the Chinese from whatever the machine has.
FONT = '"Source Sans", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'

DESIGN_WIDTH, DESIGN_HEIGHT = 1920, 1080
MOTION = "300ms ease-out"


@dataclass(frozen=True)
class Layout:
    """A shape of wall: its media query, the length of one `u`, the type scale in `u`, the columns of the tiles.

    `tiles` is how many it shows at once: of a scene that has more, the others are its next part.
    """

    media_query: str
    unit: str
    figure: int
    label: int
    title: int
    small: int
    columns: int
    tiles: int

    def variables(self) -> dict[str, str]:
        """Return the layout's CSS custom properties."""
        sizes = {"figure": self.figure, "label": self.label, "title": self.title, "small": self.small}
        scale = {name: f"calc(var(--fj-u) * {size})" for name, size in sizes.items()}
        return {"u": self.unit, **scale, "tile-columns": str(self.columns), "tile-most": str(self.tiles)}


TELEPHONE = "screen and (max-width: 700px)"  # a sheet is asked for before it lies on its side
DESK_SIZES = Layout("", f"min(100vh / {DESIGN_HEIGHT}, 100vw / {DESIGN_WIDTH})", 60, 30, 24, 18, 6, 12)
LANDSCAPE = Layout("", f"min(100vh / {DESIGN_HEIGHT}, 100vw / {DESIGN_WIDTH})", 88, 32, 28, 24, 6, 6)
OTHER_WALLS = (
    Layout("(min-width: 3000px) and (min-height: 1800px)", "min(100vh / 1440, 100vw / 2560)", 88, 42, 32, 24, 6, 12),
    Layout("(min-aspect-ratio: 9/2)", "min(100vh / 1080, 100vw / 5760)", 80, 34, 30, 24, 4, 12),
    Layout("screen and (max-aspect-ratio: 4/5)", "min(100vh / 1920, 100vw / 1080)", 88, 32, 28, 24, 3, 6),
    Layout(TELEPHONE, "calc(100vw / 560)", 60, 30, 26, 20, 1, 12),
)

REFRESH_SECONDS: float = 5
WALL_PAGE = ".st-key-wall"  # only a wall's page has it


def token(name: str) -> str:
    """Return a colour by its token, filled in by the browser: charts follow the theme, and are light on paper."""
    return f"var(--fj-{name})"


def ramp_tokens() -> list[str]:
    """Return all steps of the ramp, from few to many."""
    return [token(f"ramp-{step}") for step in range(len(RAMP))]


def _rule(variables: dict[str, str], selector: str = ":root") -> str:
    return selector + "{" + "".join(f"--fj-{name}:{value};" for name, value in variables.items()) + "}"


def colours(palette: Palette) -> dict[str, str]:
    """Return a palette as CSS custom properties."""
    tokens = {name: value for name, value in asdict(palette).items() if isinstance(value, str)}
    for step, value in enumerate(palette.ramp):
        tokens |= {f"ramp-{step}": value, f"ink-{step}": palette.ink(dark=step >= palette.dark_ink_from)}
    return tokens


def css_variables() -> str:
    """Return the tokens as CSS custom properties, and those of each shape of wall.

    A desk is light or dark as the browser prefers, a wall dark wherever it hangs; on paper both are light.
    """
    is_wall, telephone = f":root:has({WALL_PAGE})", OTHER_WALLS[-1].variables()
    desk = _rule({**colours(DESK), "font": FONT, "motion": MOTION, **DESK_SIZES.variables(), "scheme": "light"})
    dark = colours(WALL) | {"scheme": "dark"}
    wall = f"@media screen{{{_rule(dark, is_wall)}}}{_rule(LANDSCAPE.variables(), is_wall)}"
    shapes = "".join(f"@media {shape.media_query}{{{_rule(shape.variables(), is_wall)}}}" for shape in OTHER_WALLS)
    preferred = f"@media screen and (prefers-color-scheme:dark){{{_rule(dark)}}}"
    small = f"@media {TELEPHONE}{{{_rule(telephone)}}}"
    return f"{desk}{preferred}{small}{wall}{shapes}:root{{color-scheme:var(--fj-scheme)}}"


def ramp_step(value: float, low: float, high: float) -> int:
    """Return which of the five steps a value takes between the lowest and the highest."""
    if high <= low:
        return len(RAMP) // 2
    return min(len(RAMP) - 1, int((value - low) / (high - low) * len(RAMP)))


def streamlit_theme() -> dict[str, Any]:
    """Return the same tokens for Streamlit's own widgets, which follow the browser: no base is set."""
    common = {
        "font": FONT,
        "headingFont": FONT,
        "baseRadius": "6px",
        "paddingTop": "0rem",
        "paddingBottom": "0rem",
    }
    return {
        **{f"theme.{name}": value for name, value in common.items()},
        **{f"theme.light.{name}": value for name, value in _widgets(DESK).items()},
        **{f"theme.dark.{name}": value for name, value in _widgets(WALL).items()},
    }


def _widgets(palette: Palette) -> dict[str, str]:
    """Return a palette by Streamlit's names; text that Streamlit writes in a colour has the token itself."""
    colour_names = {"green": palette.better, "red": palette.worse, "orange": palette.watch, "yellow": palette.watch}
    colour_names |= {"blue": palette.accent, "gray": palette.secondary}
    return {
        "primaryColor": palette.accent,
        "backgroundColor": palette.ground,
        "secondaryBackgroundColor": palette.panel,
        "textColor": palette.text,
        "linkColor": palette.accent,
        "borderColor": palette.line,
        "dataframeBorderColor": palette.line,
        "dataframeHeaderBackgroundColor": palette.panel,
        "dataframeHeaderTextColor": palette.secondary,
        **{f"{name}{suffix}": value for name, value in colour_names.items() for suffix in ("Color", "TextColor")},
        **{f"{name}BackgroundColor": palette.panel for name in colour_names},
    }
