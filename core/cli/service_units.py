"""The units of systemd that run the boards, anchor their trail and back them up, as hardened as they can be."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SERVICE, BACKUP_SERVICE, BACKUP_TIMER = "fengjing.service", "fengjing-backup.service", "fengjing-backup.timer"
ANCHOR_SERVICE, ANCHOR_TIMER = "fengjing-anchor.service", "fengjing-anchor.timer"

# What the boards need is to read the program, write the database's folder, and listen; and to bound the process that
# reads workbooks, which is why @resources is not forbidden. All else is shut.
_HARDENING = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome={home}
ReadWritePaths={writable}
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
CapabilityBoundingSet=
AmbientCapabilities=
UMask=0077
"""
_SERVICE = """\
[Unit]
Description=Fengjing KPI boards
After=network-online.target
Wants=network-online.target

[Service]
User={user}
Environment=PYTHONDONTWRITEBYTECODE=1
{credential}ExecStart={command}
Restart=always
RestartSec=3
TimeoutStopSec=20
LimitNOFILE=65536
{hardening}
[Install]
WantedBy=multi-user.target
"""
_TASK = """\
[Unit]
Description={description}

[Service]
Type=oneshot
User={user}
{credential}ExecStart={command}
{hardening}"""
_TIMER = """\
[Unit]
Description={description}, every day

[Timer]
OnCalendar=*-*-* {time}
RandomizedDelaySec=10min
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """The nightly backups: their folder, that of a second copy of each, and how many stay."""

    folder: Path
    second: Path | None
    keep: int


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service to run: the program, its user, the database, its key, further words of `serve`, and the backups."""

    program: Path
    db: Path
    user: str
    key_file: Path | None = None
    words: Sequence[str] = ()
    backup: BackupPlan | None = None
    anchors: Sequence[Path] = ()  # further folders that keep the head of the trail, beside the database's own


def units(plan: ServicePlan) -> dict[str, str]:
    """Return the text of each unit by its name."""
    credential = "" if plan.key_file is None else f"LoadCredential=fengjing.key:{_path(plan.key_file)}\n"
    command = [str(plan.program), "serve", "--db", str(plan.db), *plan.words]
    common = {"user": plan.user, "credential": credential}
    hardening = _hardening(plan, plan.db.parent)
    texts = {SERVICE: _SERVICE.format(command=_command(command), hardening=hardening, **common)}
    for task in _tasks(plan):
        words = [str(plan.program), *task.words]
        content = {"description": task.description, "command": _command(words), **common}
        texts[task.service] = _TASK.format(hardening=_hardening(plan, *task.folders), **content)
        texts[task.timer] = _TIMER.format(description=task.description, time=task.time)
    return texts


@dataclass(frozen=True, slots=True)
class _Task:
    """A command that runs every day, and the folders that it writes into."""

    service: str
    timer: str
    description: str
    time: str
    words: Sequence[str]
    folders: Sequence[Path]


def _tasks(plan: ServicePlan) -> Iterator[_Task]:
    folder = plan.db.parent
    words = ["trail", "anchor", str(folder), *map(str, plan.anchors), "--db", str(plan.db)]
    description = "Anchor of the Fengjing trail"
    yield _Task(ANCHOR_SERVICE, ANCHOR_TIMER, description, "23:50:00", words, [folder, *plan.anchors])
    if (backup := plan.backup) is not None:
        words = ["backup", str(backup.folder), "--db", str(plan.db), "--keep", str(backup.keep)]
        words += [] if backup.second is None else ["--second", str(backup.second)]
        folders = [folder, backup.folder, *([] if backup.second is None else [backup.second])]
        description = "Backup of the Fengjing database"
        yield _Task(BACKUP_SERVICE, BACKUP_TIMER, description, "02:30:00", words, folders)


def _hardening(plan: ServicePlan, *folders: Path) -> str:
    home = "read-only" if any(_is_at_home(path) for path in (plan.program, plan.db)) else "yes"
    return _HARDENING.format(home=home, writable=" ".join(map(_path, dict.fromkeys(folders))))


def _command(words: Sequence[str]) -> str:
    """Return a command as systemd reads it: it has %-signs and $-signs of its own."""
    return shlex.join(word.replace("%", "%%").replace("$", "$$") for word in words)


def _path(path: Path) -> str:
    text = str(path).replace("%", "%%")
    return f'"{text}"' if " " in text else text


def _is_at_home(path: Path) -> bool:
    return path.is_relative_to("/home") or path.is_relative_to("/root")
