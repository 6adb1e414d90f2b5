"""The whole command `fengjing`: the commands of core, and those that need the generator and the screens."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

from core.cli.commands import COMMANDS
from core.cli.common import cli as cli
from dashboards.cli.demo_command import demo_command
from dashboards.cli.lesson_command import lesson_command
from dashboards.cli.seed_command import seed_command
from dashboards.cli.serve_command import serve_command
from dashboards.cli.stories_command import stories_command

CHINESE = "枫警"

for command in (*COMMANDS, demo_command, lesson_command, seed_command, serve_command, stories_command):
    cli.add_command(command)
cli.default_command = serve_command.name


def main() -> None:
    """Run the command. What it writes is for its own user alone, and Chinese goes into any pipe."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        speak_chinese(stream)
    cli()


def speak_chinese(stream: TextIO) -> None:
    """Let a stream take Chinese, and no letter stop the command: a Western Windows writes cp1252 into a pipe."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    try:
        CHINESE.encode(stream.encoding)
    except UnicodeEncodeError:
        stream.reconfigure(encoding="utf-8")
    else:
        stream.reconfigure(errors="replace")


if __name__ == "__main__":
    main()
