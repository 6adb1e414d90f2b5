"""The whole command `fengjing`: the commands of core, and those that need the generator and the screens.

All of them take a second to load, so the one that is meant is loaded alone. What is not in the table, such as a group
that several modules complete, is found with all the others.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Any, TextIO

import click

CHINESE = "枫警"
ALONE = {  # module and name of a command, by its word
    "audit": ("core.cli.audit", "audit_command"),
    "backup": ("core.cli.backup", "backup_command"),
    "batch": ("core.cli.batch", "batch_group"),
    "board": ("core.cli.board", "board_group"),
    "boundaries": ("core.cli.boundaries", "boundaries_command"),
    "campaign": ("core.cli.campaign", "campaign_command"),
    "catalogue": ("core.cli.catalogue", "catalogue_group"),
    "check": ("core.cli.data", "check_command"),
    "compare": ("core.cli.compare", "compare_command"),
    "contest": ("core.cli.contest", "contest_command"),
    "demo": ("dashboards.cli.demo_command", "demo_command"),
    "doctor": ("core.cli.doctor", "doctor_command"),
    "expect": ("core.cli.expect", "expect_command"),
    "import": ("core.cli.import_command", "import_command"),
    "index": ("core.cli.index", "index_command"),
    "init": ("core.cli.data", "init_command"),
    "instruct": ("core.cli.instruct", "instruct"),
    "kiosk": ("core.cli.kiosks", "kiosk_group"),
    "kpi": ("core.cli.kpi", "kpi_command"),
    "lesson": ("dashboards.cli.lesson_command", "lesson_command"),
    "mapping": ("core.cli.mapping", "mapping_group"),
    "months": ("core.cli.month_chart", "months_command"),
    "pace": ("core.cli.pace", "pace_command"),
    "policy": ("core.cli.policy", "policy_group"),
    "publish": ("core.cli.index", "publish_command"),
    "published": ("core.cli.index", "published_command"),
    "restore": ("core.cli.backup", "restore_command"),
    "seed": ("dashboards.cli.seed_command", "seed_command"),
    "serve": ("dashboards.cli.serve_command", "serve_command"),
    "service": ("core.cli.service", "service_group"),
    "signals": ("core.cli.signals", "signals_command"),
    "slip": ("core.cli.slip", "slip_command"),
    "source": ("core.cli.source", "source_group"),
    "sso": ("core.cli.single_sign_on", "sso_group"),
    "stories": ("dashboards.cli.stories_command", "stories_command"),
    "template": ("core.cli.data", "template_command"),
    "trail": ("core.cli.trail", "trail_group"),
    "unit": ("core.cli.unit", "unit_group"),
}


def __getattr__(name: str) -> Any:
    """Load the group of all commands, `cli`, where it is asked for."""
    if name != "cli":
        raise AttributeError(name)
    return whole_command()


def whole_command() -> click.Group:
    """The group with all its commands."""
    from core.cli.commands import COMMANDS
    from core.cli.common import cli
    from dashboards.cli.class_command import class_command
    from dashboards.cli.demo_command import demo_command
    from dashboards.cli.lesson_command import lesson_command
    from dashboards.cli.seed_command import seed_command
    from dashboards.cli.serve_command import serve_command
    from dashboards.cli.stories_command import stories_command

    own = (class_command, demo_command, lesson_command, seed_command, serve_command, stories_command)
    for command in (*COMMANDS, *own):
        cli.add_command(command)
    cli.default_command = serve_command.name
    return cli


def command_of(words: list[str]) -> click.Group:
    """The group, with no more than the command that is meant where that can be loaded alone."""
    if not words or words[0] not in ALONE:
        return whole_command()
    from core.cli.common import cli

    module, name = ALONE[words[0]]
    cli.add_command(getattr(import_module(module), name))
    return cli


def main() -> None:
    """Run the command. What it writes is for its own user alone, and Chinese goes into any pipe."""
    os.umask(0o077)
    sys.stdout = written_whole(sys.stdout)
    for stream in (sys.stdout, sys.stderr):
        speak_chinese(stream)
    command_of(sys.argv[1:])()


def written_whole(stream: TextIO) -> TextIO:
    """Return a stream that writes all or fails. One without a buffer (PYTHONUNBUFFERED) may lose a part in silence."""
    if isinstance(stream, io.TextIOWrapper) and isinstance(stream.buffer, io.RawIOBase):
        return open(stream.fileno(), "w", 1, encoding=stream.encoding, errors=stream.errors, closefd=False)
    return stream


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
