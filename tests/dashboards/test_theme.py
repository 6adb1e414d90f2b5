"""The tokens: contrast of every pair that is set on another, and verdicts that colour-blind eyes tell apart."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations

import pytest

from dashboards import theme

THEMES = {"wall": theme.WALL, "desk": theme.DESK}
GROUNDS_AND_LINES = {"ground", "panel", "line"}
LETTERS = [field.name for field in fields(theme.Palette) if field.type == "str" and field.name not in GROUNDS_AND_LINES]
# Machado, Oliveira and Fernandes (2009), full severity, over linear RGB.
COLOUR_BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
WHITE = (0.95047, 1.0, 1.08883)
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
Triple = tuple[float, ...]


def linear(colour: str) -> Triple:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)


def by(matrix: tuple[Triple, ...], colour: Triple) -> Triple:
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)


def contrast(first: str, second: str) -> float:
    """WCAG 2's ratio of luminances."""
    light, dark = sorted((by(XYZ, linear(colour))[1] for colour in (first, second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour: Triple) -> Triple:
    ratios = [value / white for value, white in zip(by(XYZ, colour), WHITE, strict=True)]
    x, y, z = (t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def colour_distance(first: Triple, second: Triple) -> float:
    """CIE76."""
    return float(sum((a - b) ** 2 for a, b in zip(lab(first), lab(second), strict=True)) ** 0.5)


def test_the_arithmetic_is_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert colour_distance(linear("#000000"), linear("#FFFFFF")) == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", LETTERS)
def test_letters_stand_out_from_every_ground(name: str, token: str) -> None:
    palette = THEMES[name]
    for ground in (palette.ground, palette.panel):
        assert contrast(getattr(palette, token), ground) >= (7 if token == "text" else 4.5)


@pytest.mark.parametrize("name", THEMES)
def test_letters_stand_out_on_the_map(name: str) -> None:
    palette = THEMES[name]
    for step, ground in enumerate(palette.ramp):
        assert contrast(palette.ink(dark=step >= palette.dark_ink_from), ground) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_the_inks_are_a_dark_and_a_light_one(name: str) -> None:
    palette = THEMES[name]
    assert contrast(palette.ink(dark=True), "#FFFFFF") > 12 > 2 > contrast(palette.ink(dark=False), "#FFFFFF")


@pytest.mark.parametrize(("name", "section"), [("wall", "theme.dark"), ("desk", "theme.light")])
def test_streamlits_own_letters_are_tokens_of_the_same_palette(name: str, section: str) -> None:
    options, palette = theme.streamlit_theme(), THEMES[name]
    written = {key: value for key, value in options.items() if key.startswith(section) and "Color" in key}
    letters = {key: value for key, value in written.items() if key.endswith(("TextColor", "textColor", "linkColor"))}
    assert len(letters) >= 8
    for value in letters.values():
        for ground in {value for key, value in written.items() if key.lower().endswith("backgroundcolor")}:
            assert contrast(value, ground) >= 4.5
    assert set(written.values()) <= set(theme.colours(palette).values())
    assert "theme.base" not in options, "a base would keep one theme whatever the browser prefers"


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("eyes", COLOUR_BLINDNESS)
def test_verdicts_are_told_apart_without_a_cone(name: str, eyes: str) -> None:
    palette = THEMES[name]
    perceived = [
        tuple(min(1.0, max(0.0, value)) for value in by(COLOUR_BLINDNESS[eyes], linear(colour)))
        for colour in (palette.better, palette.worse, palette.watch, palette.noise)
    ]
    assert min(colour_distance(first, second) for first, second in combinations(perceived, 2)) >= (
        18 if name == "wall" else 20
    )
