"""Small charts as SVG text, without any library: bars in pairs, lines over steps, stations as points."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 340, 150
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 8, 26
TARGET_COLOUR, GENERATED_COLOUR = "#9aa7b8", "#0b5cad"  # the target, and what was generated


def bars(labels: Sequence[str], target: Sequence[float], generated: Sequence[float]) -> str:
    """Two bars a label: target and generated."""
    top, floor = _top([*target, *generated]), HEIGHT - BOTTOM
    step = (WIDTH - LEFT - RIGHT) / len(labels)
    shapes = [_axis(top)]
    for i, (label, *pair) in enumerate(zip(labels, target, generated, strict=True)):
        for j, (value, colour) in enumerate(zip(pair, (TARGET_COLOUR, GENERATED_COLOUR), strict=True)):
            x, y = LEFT + step * (i + 0.15 + 0.35 * j), _y(value, top)
            size = f'width="{step * 0.33:.1f}" height="{max(0.0, floor - y):.1f}"'
            shapes.append(f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{colour}"/>')
        shapes.append(_text(LEFT + step * (i + 0.5), HEIGHT - 10, label))
    return _svg(shapes)


def lines(labels: Sequence[str], target: Sequence[float], generated: Sequence[float]) -> str:
    """Two lines over the same steps: target (broken) and generated."""
    top = _top([*target, *generated])
    shapes = [_axis(top)]
    for values, style in (
        (target, f'stroke="{TARGET_COLOUR}" stroke-dasharray="4 3"'),
        (generated, f'stroke="{GENERATED_COLOUR}"'),
    ):
        points = " ".join(f"{_x(i, len(values)):.1f},{_y(value, top):.1f}" for i, value in enumerate(values))
        shapes.append(f'<polyline points="{points}" fill="none" stroke-width="1.6" {style}/>')
    label_step = max(1, len(labels) // 8)
    shapes += [_text(_x(i, len(labels)), HEIGHT - 10, label) for i, label in enumerate(labels) if i % label_step == 0]
    return _svg(shapes)


def points(values: Sequence[float], mean: float) -> str:
    """A rate of every station, the lowest first, and the whole bureau's as a line."""
    ordered = sorted(values)
    low, high = ordered[0] if ordered else 0.0, ordered[-1] if ordered else 1.0
    span = (high - low) or 1.0

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / span

    across = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mean):.1f}" y2="{y(mean):.1f}"'
    shapes = [f'<line {across} stroke="{TARGET_COLOUR}" stroke-dasharray="4 3"/>']
    shapes += [
        f'<circle cx="{_x(i, len(ordered)):.1f}" cy="{y(value):.1f}" r="2.5" fill="{GENERATED_COLOUR}"/>'
        for i, value in enumerate(ordered)
    ]
    shapes += [_text(LEFT - 4, at, f"{100 * rate:.1f}%", "end") for at, rate in ((TOP + 8, high), (y(low), low))]
    return _svg([*shapes, _text((LEFT + WIDTH) / 2, HEIGHT - 10, "派出所，由低到高；虚线为全局")])


def _top(values: Sequence[float]) -> float:
    return max([*values, 1e-9]) * 1.05


def _x(step: int, steps: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (step + 0.5) / max(1, steps)


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _axis(top: float) -> str:
    marks = [_text(LEFT - 4, _y(top * fraction, top) + 3, f"{top * fraction:.3g}", "end") for fraction in (0, 0.5, 1)]
    floor = HEIGHT - BOTTOM
    return f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{floor}" y2="{floor}" stroke="#c8d0da"/>' + "".join(marks)


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(shapes: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{"".join(shapes)}</svg>'
