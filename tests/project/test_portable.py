"""The product runs on Windows and on Linux: what only one of them has is imported and called where it is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.paths import ROOT

ROOMS = ("core", "dashboards", "seed")
SOURCES = [ROOT / "bootstrap.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
LISTED = """
modules crypt curses fcntl grp nis posix pty pwd readline resource spwd syslog termios tty
modules msvcrt nt winreg winsound _winapi
os O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK WNOHANG chown chroot confstr fchmod fchown fork forkpty getegid geteuid
os getgid getgroups getloadavg getpgid getpriority getresuid getsid getuid initgroups killpg lchown mkfifo mknod nice
os openpty posix_fadvise posix_spawn pread preadv pwrite sched_getaffinity sendfile setegid seteuid setgid setpgid
os setpriority setsid setuid statvfs sync sysconf tcgetpgrp ttyname uname wait wait3 wait4 waitid
os execv execve execvp
signal SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2 SIGWINCH alarm pause
signal pthread_sigmask setitimer sigtimedwait sigwait
socket AF_UNIX SO_REUSEPORT
time tzset clock_gettime
loop add_signal_handler create_unix_server create_unix_connection add_reader
"""  # Windows has execv, but there the shell goes on beside the new process
ONE_SIDED = {(room, name) for room, *names in map(str.split, LISTED.strip().splitlines()) for name in names}
OWNERS = ("os", "signal", "socket", "time")
SHELLS = ("bash", "sh", "/bin/sh", "/bin/bash")
PLACES = ("/tmp", "/var/tmp", "/dev/shm")
MODULES = [*OWNERS, "subprocess", "asyncio", *(name for room, name in ONE_SIDED if room == "modules")]
SUSPECT = re.compile(rf"^ *(?:import|from) (?:{'|'.join(MODULES)})\b|[\"'](?:{'|'.join(PLACES)})", re.M)

# (file, name): where it is called under a condition, or its lack is caught, by reading.
GUARDED = {
    ("bootstrap.py", "os.execv"): "hand_over() asks WINDOWS",
    ("bootstrap.py", "os.confstr"): "glibc_version() runs on Linux",
    ("core/cli/doctor_checks.py", "os.sysconf"): "AttributeError is caught",
    ("core/store/faults.py", "os.getuid"): "hasattr",
    ("core/store/scratch.py", "os.geteuid"): "not asked on Windows",
    ("dashboards/background/child.py", "os.nice"): "main() asks for win32",
    ("core/store/trail_syslog.py", "socket.AF_UNIX"): "SyslogTarget.parse() refuses unix: where there is none",
}


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: everything but the insides of functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from at_import(child)


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [(node.module or "").partition(".")[0]] if isinstance(node, ast.ImportFrom) and not node.level else []


def one_sided_imports(tree: ast.Module) -> list[str]:
    return [name for node in at_import(tree) for name in modules_of(node) if ("modules", name) in ONE_SIDED]


def one_sided_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if (owner, node.attr) in ONE_SIDED or ("loop", node.attr) in ONE_SIDED:
                names.add(f"{owner}.{node.attr}")
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names if (node.module, alias.name) in ONE_SIDED}
    return names


def one_sided_words(tree: ast.Module) -> list[str]:
    """Shells, and places that only one of them has, as whole words of a command."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if text in SHELLS or text.startswith(PLACES)]


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Those sources that have such a word in them: to parse all of them takes seconds."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in SOURCES}
    return {name: ast.parse(text) for name, text in texts.items() if SUSPECT.search(text)}


def test_no_module_needs_one_system_to_be_imported(trees: dict[str, ast.Module]) -> None:
    assert len(SOURCES) > 400
    assert {name: modules for name, tree in trees.items() if (modules := one_sided_imports(tree))} == {}


def test_every_call_that_one_system_lacks_is_guarded(trees: dict[str, ast.Module]) -> None:
    calls = {(name, call) for name, tree in trees.items() for call in one_sided_names(tree)}
    assert calls == set(GUARDED), "guard it, and say here how"


def test_no_shell_and_no_place_of_one_system(trees: dict[str, ast.Module]) -> None:
    assert {name: words for name, tree in trees.items() if (words := one_sided_words(tree))} == {}


def test_the_search_finds_what_it_looks_for() -> None:
    """As such modules would be written: at the top, behind a condition, inside a function."""
    source = "import fcntl\nif 1:\n    from pwd import getpwnam\ndef later():\n    import grp\n    os.fork()\n"
    source += "from signal import SIGKILL\nsubprocess.run(['bash', '/tmp/x'])\n"
    tree = ast.parse(source)
    assert SUSPECT.search(source)
    assert one_sided_imports(tree) == ["fcntl", "pwd"]
    assert one_sided_names(tree) == {"os.fork", "signal.SIGKILL"} and one_sided_words(tree) == ["bash", "/tmp/x"]
