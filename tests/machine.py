"""What the tests use of a machine beside Python: browser, font, proxies, servers. Needs the standard library only."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BROWSER = "chromium"
# What draws no window of its own costs a third less.
BROWSERS = ("chromium-headless-shell", BROWSER, "chromium-browser", "google-chrome", "google-chrome-stable")
# Commands that a database of MariaDB is made by, and the packages that have them, apart since 10.11.19.
MARIADB = {"mariadb-install-db": "mariadb-server-core", "my_print_defaults": "mariadb-client-core"}
PROXIES = ("nginx", "caddy")  # commands, and the Debian packages that have them


def browser_packages() -> list[str]:
    """The Debian packages that are missing of Chromium, a Chinese font and what drives the browser."""
    missing = [] if any(map(shutil.which, BROWSERS)) else [BROWSER]
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        missing.append("libatomic1")  # Playwright's own Node needs it, which a bare Debian lacks
    lister = shutil.which("fc-list")
    if lister is None or not subprocess.run([lister, ":lang=zh"], capture_output=True).stdout.strip():
        missing += ["fontconfig", "fonts-noto-cjk"]
    return missing


def proxy_packages() -> list[str]:
    """The Debian packages that are missing of the proxies with which the examples in docs are tried."""
    return [name for name in PROXIES if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]


def server_packages() -> list[str]:
    """The Debian packages that are missing of the servers that tests start; MariaDB's without its service."""
    postgres = shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    packages = [] if postgres else ["postgresql"]
    packages += [] if shutil.which("java") else ["default-jre-headless"]  # which Spark runs in
    return packages + [package for command, package in MARIADB.items() if not shutil.which(command)]


def prepare_machine(run: Callable[..., None]) -> None:
    """Make sure that what the tests use beside Python exists, with apt, by the runner of commands, if it does not.

    Without proxies and database servers, where they cannot be had, their tests are skipped and say so.
    """
    missing, servers = browser_packages(), [*proxy_packages(), *server_packages()]
    if not missing and not servers:
        return
    mend = f"请自行安装：{' '.join(missing)}（浏览器也可用 Chrome，字体为任一中文字体）。"
    root = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (root and not shutil.which("sudo")):
        if not missing:
            print(f"没有 {'、'.join(servers)}，也不能用 apt-get 安装：用到它们的测试跳过。")
            return
        sys.exit(f"测试缺少 {'、'.join(missing)}，而这里不能用 apt-get 安装。{mend}")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    run(*apt, "update", mend=mend)
    if BROWSER in missing and subprocess.run(["apt-cache", "show", BROWSERS[0]], capture_output=True).returncode == 0:
        missing[missing.index(BROWSER)] = BROWSERS[0]
    run(*apt, "install", "-y", "--no-install-recommends", *missing, *servers, mend=mend)
    installed = [name for name in PROXIES if name in servers]
    if installed and Path("/run/systemd/system").exists():  # Debian starts them at once; the tests start their own
        run(*root, "systemctl", "disable", "--now", *installed)
