"""The small parts of an .xlsx file: where sheets lie, what styles mean, whether formulas were worked out."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from core.intake.workbook.number_format import NumberFormat, number_format

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"


class XlsxParts(NamedTuple):
    """Paths of the sheets by name, formats by style number, and whether Excel is told to work out every formula."""

    sheets: dict[str, str]
    formats: list[NumberFormat | None]
    calculates_on_load: bool


def read_parts(archive: ZipFile) -> XlsxParts:
    """Reads the small parts of an open .xlsx file."""
    workbook = _parsed(archive, WORKBOOK)
    targets = {item.get("Id", ""): item.get("Target", "") for item in _parsed(archive, RELATIONS)}
    sheets = {}
    for sheet in _all(workbook, "sheet"):
        relation = next((value for name, value in sheet.attrib.items() if _local(name) == "id"), "")
        sheets[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
    on_load = any(item.get("fullCalcOnLoad") in ("1", "true") for item in _all(workbook, "calcPr"))
    styles = _formats(_parsed(archive, STYLES)) if STYLES in archive.namelist() else []
    return XlsxParts(sheets, styles, on_load)


def _formats(styles: Element) -> list[NumberFormat | None]:
    codes = {int(item.get("numFmtId", "0")): item.get("formatCode", "") for item in _all(styles, "numFmt")}
    return [
        number_format(number, codes.get(number))
        for cells in _all(styles, "cellXfs")
        for style in cells
        for number in [int(style.get("numFmtId", "0"))]
    ]


def _parsed(archive: ZipFile, part: str) -> Element:
    element: Element = fromstring(archive.read(part))
    return element


def _all(element: Element, name: str) -> list[Element]:
    return [item for item in element.iter() if _local(item.tag) == name]


def _local(name: str) -> str:
    return name.rpartition("}")[2]
