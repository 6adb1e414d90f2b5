"""Prints docs/command-line.md from the commands themselves: `python -m dashboards.cli.manual`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from dashboards.cli.command import cli

WIDTH = 100  # columns of a help text
HEAD = """# 命令行

由命令自己的帮助生成（`python -m dashboards.cli.manual`），测试核对两者一致。时间写法见[首页](../README.zh-CN.md)。
Made from the help of the commands themselves; a test compares them.
"""


def commands(command: click.Command, parent: click.Context | None = None, name: str = "fengjing") -> Iterator[str]:
    """Yield a section for a command and, depth first, for those below it."""
    settings = {**command.context_settings, "max_content_width": WIDTH, "terminal_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from commands(command.commands[child], context, child)


def manual() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *commands(cli)])


if __name__ == "__main__":
    click.echo(manual(), nl=False)
