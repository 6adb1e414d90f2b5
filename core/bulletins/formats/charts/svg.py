"""Drawings as SVG: as nodes, which a page builds one by one, or as the text of a file. Texts never become markup."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from core.bulletins.formats.charts.drawing import Area, Drawing, Ink, Mark, Point, Rectangle, Shape, Stroke
from core.bulletins.formats.fonts import FAMILIES
from core.bulletins.formats.xml_text import without_controls

# The desk's colours on paper.
PAPER_COLOURS = {
    Ink.TEXT: "#142033",
    Ink.QUIET: "#45546B",
    Ink.GRID: "#D5DDE8",
    Ink.LINE: "#1763C6",
    Ink.BAR: "#80AFE7",
    Ink.RANGE: "#C4DAF5",
    Ink.PAPER: "#FFFFFF",
}
_MARK = 4.0  # half the width of a mark
_DIAMOND = 5.5


class SvgNode(NamedTuple):
    """An element: its tag, its attributes, its text."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


def svg_nodes(drawing: Drawing, colour: Callable[[Ink], str]) -> list[SvgNode]:
    """Return the elements of a drawing, from back to front."""
    return [_node(shape, colour) for shape in drawing.shapes]


def view_box(drawing: Drawing) -> str:
    """Return the view box of a drawing."""
    return f"0 0 {_text(drawing.width)} {_text(drawing.height)}"


def svg_text(drawing: Drawing, alternative: str = "", colour: Callable[[Ink], str] = PAPER_COLOURS.__getitem__) -> str:
    """Return a drawing as SVG, in the colours of paper or others; `alternative` is told to those who do not see it."""
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": view_box(drawing),
        "width": _text(drawing.width),
        "height": _text(drawing.height),
        "font-family": ", ".join(f"'{name}'" for name in FAMILIES["picture"]) + ", sans-serif",
    }
    if alternative:
        attributes |= {"role": "img", "aria-label": alternative}
    inner = "".join(map(_element, svg_nodes(drawing, colour)))
    return f"<svg{_attributes(attributes)}>{inner}</svg>"


def _element(node: SvgNode) -> str:
    return f"<{node.tag}{_attributes(node.attributes)}>{escape(without_controls(node.text))}</{node.tag}>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(without_controls(value))}" for name, value in attributes.items())


def _node(shape: Shape, colour: Callable[[Ink], str]) -> SvgNode:
    fill = colour(shape.ink)
    if isinstance(shape, Rectangle):
        lengths = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height}
        return SvgNode("rect", {name: _text(length) for name, length in lengths.items()} | {"fill": fill})
    if isinstance(shape, Stroke):
        dashes = {"stroke-dasharray": "4 3"} if shape.is_dashed else {}
        line = {"points": _points(shape.points), "fill": "none", "stroke": fill, "stroke-width": _text(shape.width)}
        return SvgNode("polyline", line | dashes)
    if isinstance(shape, Area):
        return SvgNode("polygon", {"points": _points(shape.points), "fill": fill})
    if isinstance(shape, Mark):
        return _mark(shape, fill, colour(Ink.PAPER))
    x, y = shape.at
    place = {"x": _text(x), "y": _text(y), "font-size": _text(shape.size), "text-anchor": shape.anchor, "fill": fill}
    if shape.is_clear:
        place |= {"stroke": colour(Ink.PAPER), "stroke-width": "3", "paint-order": "stroke"}
    return SvgNode("text", place, shape.text)


def _mark(mark: Mark, fill: str, paper: str) -> SvgNode:
    x, y = mark.at
    if mark.form == "diamond":
        corners = ((x, y - _DIAMOND), (x + _DIAMOND, y), (x, y + _DIAMOND), (x - _DIAMOND, y))
        return SvgNode("polygon", {"points": _points(corners), "fill": fill})
    circle = {"cx": _text(x), "cy": _text(y)}
    if mark.form == "ring":
        return SvgNode("circle", circle | {"r": _text(_MARK), "fill": paper, "stroke": fill, "stroke-width": "1.6"})
    return SvgNode("circle", circle | {"r": _text(_MARK - 0.8), "fill": fill})


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in points)


def _text(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
