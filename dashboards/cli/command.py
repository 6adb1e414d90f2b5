"""The whole command `fengjing`: the commands of core, and those that need the generator and the screens."""

from __future__ import annotations

# Each of these hangs its commands under the group.
from core.cli import (  # noqa: F401
    audit,
    backup,
    boundaries,
    campaign,
    catalogue,
    compare,
    contest,
    data,
    index,
    instruct,
    kiosks,
    kpi,
    signals,
    single_sign_on,
    slip,
    users,
)
from core.cli.common import cli as cli
from dashboards.cli import demo_command, seed_command, serve_command, stories_command  # noqa: F401


def main() -> None:
    """Run the command."""
    cli()


if __name__ == "__main__":
    main()
