"""Options of commands that read a table from a file: the sheet, and the rows of headers."""

from __future__ import annotations

import re
from collections.abc import Callable

import click

from core.intake.table import HeaderChoice

MOST_HEADER_ROWS = 6  # more are no headers but the table itself
Command = Callable[..., None]


class HeaderRows(click.ParamType[HeaderChoice]):
    """One row of headers, or the first and the last one of several: 3 or 3-4."""

    name = "row"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> HeaderChoice:
        """Read the text."""
        match = re.fullmatch(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?", str(value))
        if match is None or not 0 <= int(match[2] or match[1]) - int(match[1]) < MOST_HEADER_ROWS:
            rule = f"写行号，如 3；两行表头写 3-4，最多 {MOST_HEADER_ROWS} 行"
            self.fail(f"读不懂表头行“{value}”：{rule}", param, ctx)
        return (int(match[1]), int(match[2])) if match[2] else int(match[1])


def table_options(command: Command) -> Command:
    """Adds the options --sheet and --header."""
    sheet = click.option("--sheet", help="工作簿里的哪个工作表；只有一个有内容的就不用写")
    header = click.option(
        "--header", type=HeaderRows(), metavar="ROW", help="表头在第几行，如 3；两行表头写 3-4；不写就自己找"
    )
    return sheet(header(command))
