"""Group of commands, and the pieces they share: the clock, options, tables, errors in plain words."""

from __future__ import annotations

import getpass
import json
import os
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from fractions import Fraction
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from core.catalogue.problems import CatalogueError
from core.cli.chinese_click import speak_chinese
from core.intake.mapping.read import MappingError
from core.intake.refusal import FileRefused
from core.metrics.reporting_period import PeriodError
from core.store.board_file import BoardIsReadOnly
from core.store.faults import fault_text
from core.store.file_faults import file_fault, is_out_of_room
from core.store.key import KEY_FILE_VARIABLE, KEY_VARIABLE
from core.store.open import open_store
from core.store.sqlite import StoreError, sqlite3
from core.store.state.state_file import resolve_folders_by
from core.store.store import Store
from core.store.upgrade_backup import BESIDE, UpgradeBackup
from core.store.whole_file import write_whole
from core.time.days import CHINA

speak_chinese()  # before any command is made

UNBOUNDED_WIDTH = 4000  # columns of a table that no terminal bounds: no line is broken
DEMO_NOTICE = "演示数据，全部虚构。"
Command = TypeVar("Command", bound=Callable[..., Any])

TOUR = """枫警：公安局一把手数据看板。

\b
先看一看（演示数据，全部虚构）
  fengjing demo                          生成一个县局并打开数据看板
用自己的数据
  fengjing                               打开看板；还没有数据库时在浏览器里一步步建好
  fengjing init --db 局.db --bureau 名称  或用命令建立真实数据库
  fengjing template units                导入表的表头（units、officers、ledger、alert……）
  fengjing import units 单位.csv --db 局.db
  fengjing serve --db 局.db              打开看板（没有账号时只在本机）
  fengjing user add 张三 --role inspector --db 局.db   添加账号，从此要登录
问一个数
  fengjing kpi dispute_resolution_rate --db 局.db --period ytd --compare yoy
  fengjing compare dispute_resolution_rate --db 局.db --period ytd --group town   同类所公平比较
  fengjing catalogue list                有哪些指标；show ID 看定义；coverage 看覆盖
查一查
  fengjing check --db 局.db              数据库完好，汇总与重算一致
  fengjing audit 通报.csv                勾稽核验：印出的数字能不能成立
"""


FIRST_YEAR, LAST_YEAR = 1970, 2099  # of days that are asked about


class DefaultGroup(click.Group):
    """Group that runs one of its commands where none is named, and says of a file why it cannot be read or written."""

    default_command: str | None = None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Name the default command where there is no word at all."""
        return super().parse_args(ctx, args or ([self.default_command] if self.default_command else []))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.filename is None and not is_out_of_room(error):
                raise
            raise click.ClickException(file_fault(error)) from error


@click.group(
    cls=DefaultGroup, help=TOUR, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="fengjing", message="%(version)s")
def cli() -> None:
    """Holds the commands."""
    resolve_folders_by(_board_of_folder)


def _board_of_folder(folder: Path) -> Path:
    from core.board_folder.shown_board import file_to_read  # here, because signatures take long to load

    return file_to_read(folder)


def now() -> int:
    """Returns the time in epoch seconds. Only commands and pages ask the clock."""
    return int(time.time())


def today() -> date:
    """Returns today's date in China."""
    return datetime.fromtimestamp(now(), CHINA).date()


def print_table(titles: Iterable[str], rows: Iterable[Sequence[str]], right: Container[str] = ()) -> None:
    """Prints a table, as wide as it needs where the output goes to a file or another program."""
    table = Table(box=None, header_style="bold")
    for title in titles:
        table.add_column(title, justify="right" if title in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    if sys.stdout.isatty():
        Console().print(table)
        return
    console = Console(width=UNBOUNDED_WIDTH)
    with console.capture() as capture:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))


def actor() -> str:
    """Returns the user who runs the command, for the trail."""
    return f"cli:{getpass.getuser()}"


def echo_json(document: object) -> None:
    """Prints JSON for programs, by the standard: it has no NaN and no Infinity."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=_as_float, allow_nan=False))


def _as_float(number: object) -> float:
    """Returns an exact fraction as the number that JSON has for it."""
    if isinstance(number, Fraction):
        return float(number)
    raise TypeError(f"no JSON for {type(number).__name__}")


def echo_demo_notice(store: Store) -> None:
    """Says of a generated database that all of it is made up."""
    if store.demo:
        click.echo(DEMO_NOTICE)


def database(command: Command) -> Command:
    """Adds the option --db, and --key-file for a database that is encrypted."""
    option = click.option("--db", required=True, type=click.Path(path_type=Path), help="数据库文件")
    return option(key_file_option(command))


def optional_database(help_text: str) -> Callable[[Command], Command]:
    """Returns the option --db of a command that can do without, with --key-file."""

    def decorate(command: Command) -> Command:
        return click.option("--db", type=click.Path(path_type=Path), help=help_text)(key_file_option(command))

    return decorate


def key_file_option(command: Command) -> Command:
    """Adds the option --key-file, which holds for as long as the command runs."""
    return click.option(
        "--key-file",
        type=click.Path(path_type=Path, dir_okay=False),
        expose_value=False,
        callback=_use_key_file,
        help=f"加密数据库的密钥文件；也可用环境变量 {KEY_FILE_VARIABLE}，或直接把密钥放在 {KEY_VARIABLE}",
    )(command)


def _use_key_file(context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """Hands the file to whatever opens the database, processes that the command starts too."""
    if file is not None:
        before = os.environ.get(KEY_FILE_VARIABLE)
        os.environ[KEY_FILE_VARIABLE] = str(file.resolve())
        context.call_on_close(lambda: _set_variable(KEY_FILE_VARIABLE, before))


def _set_variable(name: str, value: str | None) -> None:
    """Sets a variable of the environment, or takes it away."""
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def day_option(name: str, help_text: str) -> Callable[[Command], Command]:
    """Returns an option that takes a date."""
    return click.option(
        name,
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        help=help_text,
        callback=_checked_day,
    )


def _checked_day(_context: click.Context, _option: click.Parameter, moment: datetime | None) -> date | None:
    if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise click.BadParameter(f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    return None if moment is None else moment.date()


def format_option(*formats: str) -> Callable[[Command], Command]:
    """Returns the option --format, whose default is the first of the formats."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="输出格式",
    )


def group_option(remark: str = "") -> Callable[[Command], Command]:
    """Returns the option --group, the peers that are compared; `remark` (Chinese) ends its help."""
    groups = "同类组：all、urban、town、rural、large、medium、small，或本局自定"
    return click.option("--group", default="all", show_default=True, help=f"{groups}{remark}")


def bundle_options(options_type: Callable[..., object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorates a command to get the options named in a NamedTuple as one argument, `options`."""
    names = tuple(signature(options_type).parameters)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**parameters: Any) -> None:
            options = options_type(**{name: parameters.pop(name) for name in names})
            command(**parameters, options=options)

        return run

    return decorate


def write_file(path: Path, content: bytes | str, *, is_new: bool = False) -> None:
    """Write a file of a command whole or not at all, through a link. Raises ClickException with reason and mend.

    `is_new`: where there is a file already it stays, which is said.
    """
    try:
        write_whole(path.resolve() if path.is_file() and not is_new else path, content, is_new=is_new)
    except FileExistsError as error:
        raise click.ClickException(f"{path} 已经有了，没有覆盖：请换一个文件名") from error
    except OSError as error:
        raise click.ClickException(f"没有写成 {file_fault(OSError(error.errno, error.strerror, str(path)))}") from error


@contextmanager
def plain_errors(path: Path | None = None) -> Iterator[None]:
    """Turns errors that a user can mend into a sentence without a traceback, about the database at `path`."""
    try:
        yield
    except (StoreError, CatalogueError, MappingError, FileRefused, PeriodError, LookupError) as error:
        text = error.args[0] if error.args else str(error)
        raise click.ClickException(str(text)) from error
    except sqlite3.DatabaseError as error:
        fault = fault_text(error, path)
        if fault is None:
            raise
        raise click.ClickException(fault) from error


@contextmanager
def opened(
    path: Path,
    *,
    read_only: bool = False,
    replacement: Mapping[str, str] | None = None,
    backup: UpgradeBackup = BESIDE,
) -> Iterator[Store]:
    """Opens a database and closes it afterwards; of a folder of published boards the one that it shows.

    `replacement` and `backup`: see `open_store`. What an upgrade takes is said on the console.
    """
    with plain_errors(path):
        if path.is_dir():
            path = _board_in(path, read_only=read_only)
        store = open_store(
            path,
            read_only=read_only,
            now=None if read_only else now(),
            replacement=replacement,
            backup=backup._replace(tell=_tell),
        )
        try:
            yield store
        finally:
            store.close()


def _tell(text: str) -> None:
    click.echo(text, err=True)  # beside what the command prints, which may be read by a program


def _board_in(folder: Path, *, read_only: bool) -> Path:
    from core.board_folder.shown_board import file_to_read  # which loads what checks signatures

    if not read_only:
        raise BoardIsReadOnly
    return file_to_read(folder)
