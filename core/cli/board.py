"""`fengjing board`: board files published into a folder that servers follow, and put back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from core.board_folder.published_board import FOLDER_VARIABLE, KEPT, SIGN_KEY_VARIABLE, PublishedBoard
from core.cli.common import actor, echo_json, format_option, now, plain_errors, print_table
from core.time.days import minute_text

_FOLDER = click.Path(path_type=Path, file_okay=False)
_HELP = f"发布看板的文件夹；不写即环境变量 {FOLDER_VARIABLE}"
to_option = click.option("--to", "folder", type=_FOLDER, envvar=FOLDER_VARIABLE, required=True, help=_HELP)
in_option = click.option("--in", "folder", type=_FOLDER, envvar=FOLDER_VARIABLE, required=True, help=_HELP)
key_option = click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar=SIGN_KEY_VARIABLE,
    help=f"签名密钥文件（fengjing board key 新建）；不写即环境变量 {SIGN_KEY_VARIABLE}，都没有就不签名",
)


@click.group("board")
def board_group() -> None:
    """发布看板文件：核对、签名、整个换上，开着的看板自动跟上；也能退回。"""


@board_group.command("publish")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@to_option
@key_option
@click.option("--keep", type=click.IntRange(0), default=KEPT, show_default=True, help="以前的看板留几份，好退回")
@click.option("--older", is_flag=True, help="比现在显示的旧也发布")
def publish_command(file: Path, folder: Path, key_file: Path | None, keep: int, older: bool) -> None:
    """核对一份看板文件，抄进文件夹，换上：以后谁也不再改它。开着的看板几秒内跟上，不用重启。"""
    from core.board_folder.publish import PublishOrder, publish_board

    with plain_errors():
        board = publish_board(file, PublishOrder(folder, _key(key_file), keep, older), by=actor(), now=now())
    click.echo(f"已发布（第 {board.number} 次）：{_text(board)}")


@board_group.command("rollback")
@in_option
@key_option
@click.option("--number", type=click.IntRange(1), help="退回到第几次发布的；不写即现在这一份之前的")
def rollback_command(folder: Path, key_file: Path | None, number: int | None) -> None:
    """退回到以前发布的一份：先核对它还在、没有变，再换上。"""
    from core.board_folder.publish import PublishOrder, roll_back

    with plain_errors():
        board = roll_back(PublishOrder(folder, _key(key_file)), by=actor(), now=now(), to=number)
    click.echo(f"已退回，记为第 {board.number} 次，现在显示：{_text(board)}")


@board_group.command("list")
@in_option
@format_option("text", "json")
def list_command(folder: Path, output_format: str) -> None:
    """列出每一次发布和退回：到哪天、第几版、何时、谁、签没签名、文件还在不在；最后一行是现在显示的。"""
    from core.board_folder.published_board import read_history, require_pointer

    with plain_errors():
        present, boards = require_pointer(folder), read_history(folder)
    rows = [_row(board, is_shown=board == present, is_there=(folder / board.file).is_file()) for board in boards]
    if output_format == "json":
        echo_json(rows)
        return
    titles = ("次", "", "数据到", "版", "时间", "谁", "摘要", "签名", "文件")
    print_table(titles, [_cells(row) for row in rows], right=("次", "版"))
    if missing := sorted(set(range(1, present.number + 1)) - {board.number for board in boards}):
        click.echo(f"历史里缺第 {'、'.join(map(str, missing))} 次：{folder} 里的记录被删过。")


@board_group.command("key")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="密钥文件；公钥在旁边 .pub")
def key_command(out: Path) -> None:
    """新建一对签名密钥：密钥留在发布的机器上，公钥交给每台看板（fengjing serve --board-key）。"""
    from core.board_folder.signing import make_key

    with plain_errors():
        public = make_key(out)
    click.echo(f"密钥 {out}：只给发布的人用，请另抄一份收好。公钥 {public}：交给每台看板。")


@board_group.command("merge")
@click.argument("boards", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--bureau", required=True, help="合并后的局（如省公安厅）的名称")
@click.option(
    "--tree",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="本级的单位表（格式同 fengjing template units）；最下一级每个单位要有一份看板，按编号或名称对上",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="合并成的看板文件")
@click.option("--prefix-codes", is_flag=True, help="各局下级单位的编号重复时，前面写上该局的编号")
def merge_command(boards: tuple[Path, ...], bureau: str, tree: Path, out: Path, prefix_codes: bool) -> None:
    """把各县局的看板文件合并成上级的一份：只合汇总、单位沿革和统计报表，不带记录和民警；目录不同的不合。

    BOARDS 是看板文件，或各县局发布看板的文件夹。上级的数，只有每个下级当天都齐全才有。
    """
    from core.board_files.merge import MergeOrder, merge_boards
    from core.board_folder.shown_board import file_to_read
    from core.cli.merged_tree import read_tree

    with plain_errors():
        units = read_tree(tree, bureau, now())
        files = [file_to_read(path) for path in boards]
        counts = merge_boards(MergeOrder(files, out, bureau, units, prefix_codes), actor=actor(), now=now())
    click.echo(f"已合成 {out}：{counts.boards} 份看板，{counts.units:,} 个单位，汇总 {counts.sums:,} 格")
    if counts.missing:
        click.echo(f"没有看板的单位：{'、'.join(counts.missing)}。含有它们的上级没有由记录汇总的数。")


def _key(file: Path | None) -> Any:
    from core.board_folder.signing import read_private_key

    return None if file is None else read_private_key(file)


def _text(board: PublishedBoard) -> str:
    signed = "已签名" if board.signature else "没有签名"
    return f"{board.bureau}，数据到 {board.covers_to}，第 {board.data_version} 版，{board.file}，{signed}"


def _row(board: PublishedBoard, *, is_shown: bool, is_there: bool) -> dict[str, Any]:
    return asdict(board) | {"file": board.file, "is_shown": is_shown, "is_there": is_there}


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    state = "现在显示" if row["is_shown"] else "在" if row["is_there"] else "已清理"
    return (
        str(row["number"]),
        row["act"].label,
        row["covers_to"],
        str(row["data_version"]),
        minute_text(row["at"]),
        row["by"],
        row["digest"][:12],
        "有" if row["signature"] else "无",
        state,
    )
