"""Installs 枫警 into `.venv` beside this file and runs it.

Needs nothing but Python 3.11 or newer and either python3-venv or pip: standard library only. It also works from the
folder that `wheels` makes, on a machine without any network. Older Pythons must be able to parse this file, so that
they reach the message below instead of a syntax error.
"""

import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this file with an older Python is told so
    sys.exit(f"需要 Python 3.11 或更高版本，当前为 {sys.version.split()[0]}。请安装后用 python3.11 重新运行。")

USAGE = """用法：python3 bootstrap.py 命令

  demo [--wheels 文件夹] [参数…]   安装后运行 fengjing demo 参数…（打开演示数据的看板）
  start [--wheels 文件夹] [参数…]  安装后运行 fengjing serve 参数…（第一次在浏览器里一步步建好数据库）
  install [--wheels 文件夹]        只安装，命令为 .venv/bin/fengjing
  test [参数…]                     安装测试所需（含 Chromium 与中文字体），检查代码，运行 pytest 参数…
  quick [参数…]                    一分钟内的检查：代码、分层、不用浏览器的快速测试
  wheels 文件夹                    备好离线安装用的文件夹，供相同系统、相同 Python 版本的内网机器使用
"""

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
STAMP = VENV / "installed.json"  # digests of what is installed; its presence marks the folder as ours to remove
BIN = VENV / "bin"
PYTHON = BIN / "python"
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"
PROJECT = HERE / "pyproject.toml"  # absent in a folder made by `wheels`
MADE_FOR = "made-for.txt"  # in such a folder: the platform and Python its wheels are for
THIS_MACHINE = f"{sysconfig.get_platform()} Python {sys.version_info.major}.{sys.version_info.minor}"
BROWSER = "chromium"
# What draws no window of its own costs a third less.
BROWSERS = ("chromium-headless-shell", BROWSER, "chromium-browser", "google-chrome", "google-chrome-stable")
# Half the time of a test is waiting for a browser, so there are more workers than cores; what a file's tests share is
# made once. In the order of their names the browser's, which take longest, come early: no worker is left with one.
SIDE_BY_SIDE = ("-n", str(max(2, (os.cpu_count() or 1) * 3 // 2)), "--dist", "loadfile", "--no-loadscope-reorder")
LINTS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",))
QUICK = ("-q", "-n", str(os.cpu_count() or 1), "--dist", "loadfile", "-m", "not slow and not browser")


def run(*command: object, mend: str = "") -> None:
    """Run a command in the project's folder; stop with its name and the mend if it fails."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=HERE).returncode:
        sys.exit(f"失败：{' '.join(words)}\n{mend}".rstrip())


def digest(file: Path) -> str:
    """What tells whether that which was installed from a file is still the right thing."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def install(wheels: Path | None, *, test: bool = False) -> None:
    """Bring .venv to what the locks and the project say. Quick when it is there already."""
    if wheels is None and not PROJECT.exists():
        wheels = HERE
    itself = PROJECT if PROJECT.exists() else own_wheel(HERE)
    locks = {lock: digest(HERE / lock) for lock in ((LOCK, TEST_LOCK) if test else (LOCK,))}
    wanted = {**locks, "project": digest(itself)}
    present = json.loads(STAMP.read_text()) if STAMP.exists() and PYTHON.exists() else {}
    if wanted.items() <= present.items():
        return
    add = ["install", "--root-user-action", "ignore", "--disable-pip-version-check"]
    if not locks.items() <= present.items():
        if wheels is not None:
            check_wheels(wheels)
        print(f"正在安装到 {VENV}，首次约需一两分钟……", flush=True)
        # A lock may be added to what is there (tests after a demo); a changed lock starts anew.
        pip: list[object] = [PYTHON, "-m", "pip"]
        if not present or any(present.get(lock, value) != value for lock, value in locks.items()):
            present, pip = {}, make_venv(wheels)
        offline = [] if wheels is None else ["--no-index", "--find-links", wheels]
        mend = "原因见上面 pip 的说明。没有网络时，先在有网络的机器上备好文件夹（wheels 命令），再用 --wheels 安装。"
        run(*pip, *add, *offline, "--require-hashes", "-r", HERE / (TEST_LOCK if test else LOCK), mend=mend)
    # The lock has put pip and the build backend in, so this step needs no network.
    source = ["--no-build-isolation", "-e", HERE] if itself == PROJECT else ["--force-reinstall", itself]
    run(PYTHON, "-m", "pip", *add, "--no-index", "--no-deps", *source)
    STAMP.write_text(json.dumps({**present, **wanted}))


def make_venv(wheels: Path | None) -> list[object]:
    """A fresh .venv, and the words that start a pip for it, even where Debian's python3-venv is missing."""
    if VENV.exists() and not STAMP.exists():
        sys.exit(f"{VENV} 不是本程序建立的，请先把它移走或删除。")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    STAMP.write_text("{}")
    base = getattr(sys, "_base_executable", sys.executable)  # not .venv's own, should somebody have activated it
    if subprocess.run([base, "-m", "venv", VENV], capture_output=True).returncode == 0:
        return [PYTHON, "-m", "pip"]
    run(base, "-m", "venv", "--without-pip", VENV, mend="请安装 Python 的 venv 模块：apt-get install python3-venv")
    carried = sorted(wheels.glob("pip-*.whl")) if wheels is not None else []
    if carried:
        return [PYTHON, carried[-1] / "pip"]
    told = subprocess.run([base, "-m", "pip", "--version"], capture_output=True, text=True).stdout
    version = re.match(r"pip (\d+)\.(\d+)", told)
    if version is None or (int(version[1]), int(version[2])) < (22, 3):
        sys.exit("既没有 python3-venv，也没有 22.3 以上的 pip。请安装其一：apt-get install python3-venv")
    return [base, "-m", "pip", "--python", PYTHON]


def check_wheels(wheels: Path) -> None:
    """Stop early, and say why, when a folder cannot serve this machine."""
    note = wheels / MADE_FOR
    if not note.exists():
        sys.exit(f"{wheels} 不是 bootstrap.py wheels 备好的文件夹（缺少 {MADE_FOR}）。")
    if note.read_text().strip() != THIS_MACHINE:
        sys.exit(f"{wheels} 是为 {note.read_text().strip()} 备的，本机是 {THIS_MACHINE}。请在同样的系统上重新备一份。")


def own_wheel(folder: Path) -> Path:
    """The project's own wheel in a folder made by `wheels`."""
    found = sorted(folder.glob("fengjing-*.whl"))
    if not found:
        sys.exit(f"{folder} 里没有 fengjing 的安装文件，请重新备一份。")
    return found[-1]


def collect(folder: Path) -> None:
    """Fill a folder from which a machine without network installs by `python3 FOLDER/bootstrap.py demo`."""
    if not PROJECT.exists():
        sys.exit("请在源码目录里运行 wheels。")
    install(None)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    mend = "有依赖在本平台没有现成的 wheel，或者网络不通；请看上面 pip 的说明。"
    run(*pip, "download", "--only-binary", ":all:", "--require-hashes", "-r", HERE / LOCK, "-d", folder, mend=mend)
    run(*pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", folder, HERE)
    for name in ("bootstrap.py", LOCK, TEST_LOCK):
        shutil.copy2(HERE / name, folder)
    (folder / MADE_FOR).write_text(THIS_MACHINE + "\n")
    print(f"已备好 {folder}（{THIS_MACHINE}）。拷到内网机器后运行：python3 {folder.name}/bootstrap.py demo")


def prepare_browser() -> None:
    """Make sure that Chromium, a Chinese font and what drives the browser exist, with apt if they do not."""
    missing = [] if any(map(shutil.which, BROWSERS)) else [BROWSER]
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        missing.append("libatomic1")  # Playwright's own Node needs it, which a bare Debian lacks
    lister = shutil.which("fc-list")
    if lister is None or not subprocess.run([lister, ":lang=zh"], capture_output=True).stdout.strip():
        missing += ["fontconfig", "fonts-noto-cjk"]
    if not missing:
        return
    mend = f"请自行安装：{' '.join(missing)}（浏览器也可用 Chrome，字体为任一中文字体）。"
    root = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (root and not shutil.which("sudo")):
        sys.exit(f"测试缺少 {'、'.join(missing)}，而这里不能用 apt-get 安装。{mend}")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    run(*apt, "update", mend=mend)
    if BROWSER in missing and subprocess.run(["apt-cache", "show", BROWSERS[0]], capture_output=True).returncode == 0:
        missing[missing.index(BROWSER)] = BROWSERS[0]
    run(*apt, "install", "-y", "--no-install-recommends", *missing, mend=mend)


def test(arguments: list[str]) -> NoReturn:
    """Everything that must hold. mypy runs beside pytest and says what it finds as soon as it has; both must pass."""
    if not PROJECT.exists():
        sys.exit("请在源码目录里运行 test。")
    install(None, test=True)
    prepare_browser()
    run_in_turn(*LINTS)
    types = start("mypy")
    tests = start("pytest", *SIDE_BY_SIDE, *arguments)
    codes = tests.wait(), types.wait()
    if codes[1]:
        print("失败：mypy，它的说明在上面 pytest 的输出之间", flush=True)
    sys.exit(next(filter(None, codes), 0))


def quick(arguments: list[str]) -> NoReturn:
    """The lints and the tests that take no browser and no seconds, for use after every small change."""
    if not PROJECT.exists():
        sys.exit("请在源码目录里运行 quick。")
    install(None, test=True)
    run_in_turn(*LINTS, ("pytest", *QUICK, *arguments))
    sys.exit(0)


def run_in_turn(*commands: tuple[str, ...]) -> None:
    """Run commands of .venv one after the other; stop with the first code that is not 0."""
    for command in commands:
        code = start(*command).wait()
        if code:
            sys.exit(code)


def start(name: str, *rest: str) -> subprocess.Popen[bytes]:
    """Start a command of .venv, saying so."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    # Or every worker and server would compile all modules anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    print("==>", name, *rest, flush=True)
    return subprocess.Popen([BIN / name, *rest], cwd=HERE, env=environment)


def main(arguments: list[str]) -> None:
    """Do what the first word says."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    wheels = None
    if command in ("demo", "start", "install") and "--wheels" in rest[:-1]:
        place = rest.index("--wheels")
        wheels = Path(rest[place + 1]).resolve()
        del rest[place : place + 2]
    if command == "demo":
        install(wheels)
        os.execv(BIN / "fengjing", ["fengjing", "demo", *rest])
    elif command == "start":
        install(wheels)
        os.execv(BIN / "fengjing", ["fengjing", "serve", *rest])
    elif command == "install" and not rest:
        install(wheels)
        print(f"已安装：{BIN / 'fengjing'}")
    elif command == "test":
        test(rest)
    elif command == "quick":
        quick(rest)
    elif command == "wheels" and len(rest) == 1:
        collect(Path(rest[0]).resolve())
    else:
        sys.exit(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
