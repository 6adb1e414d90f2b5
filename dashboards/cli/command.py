"""The whole command `fengjing`: the commands of core, and those that need the generator and the screens."""

from __future__ import annotations

from core.cli.commands import COMMANDS
from core.cli.common import cli as cli
from dashboards.cli.demo_command import demo_command
from dashboards.cli.seed_command import seed_command
from dashboards.cli.serve_command import serve_command
from dashboards.cli.stories_command import stories_command

for command in (*COMMANDS, demo_command, seed_command, serve_command, stories_command):
    cli.add_command(command)
cli.default_command = serve_command.name


def main() -> None:
    """Run the command."""
    cli()


if __name__ == "__main__":
    main()
