"""Installs 枫警 into `.venv` beside this file and runs it.

Needs nothing but Python 3.11 or newer and either python3-venv or pip: standard library only. It works on Linux and on
Windows, and from the folder that `wheels` makes, on a machine without any network. Older Pythons must be able to parse
this file, so that they reach the message below instead of a syntax error.
"""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import NoReturn

WINDOWS = sys.platform == "win32"
for stream in (sys.stdout, sys.stderr):  # a Western Windows writes cp1252 into a pipe, which has no Chinese
    try:
        "枫警".encode(stream.encoding)
    except UnicodeEncodeError:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
PYTHON_WORD = "py" if WINDOWS else "python3"  # what starts a Python there

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this file with an older Python is told so
    sys.exit(f"需要 Python 3.11 或更高版本，当前为 {sys.version.split()[0]}。请安装后重新运行。")

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
_GLIBCS = ("2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")  # of wheels that glibc 2.28 runs
TARGETS = {
    "manylinux_2_28_x86_64": [*(f"manylinux_{glibc}_x86_64" for glibc in _GLIBCS), "manylinux2014_x86_64"],
    "manylinux_2_28_aarch64": [*(f"manylinux_{glibc}_aarch64" for glibc in _GLIBCS), "manylinux2014_aarch64"],
    "win_amd64": ["win_amd64"],
}
PLATFORM_OF = dict(zip(TARGETS, ("linux-x86_64", "linux-aarch64", "win-amd64"), strict=True))
STAMP = VENV / "installed.json"  # digests of what is installed; its presence marks the folder as ours to remove
BIN = VENV / ("Scripts" if WINDOWS else "bin")
EXE = ".exe" if WINDOWS else ""
PYTHON = BIN / f"python{EXE}"
FENGJING = BIN / f"fengjing{EXE}"
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"
# What one process of pip installs while another does the rest of the tests' lock: about half of the work.
BESIDE = ("pyspark", "playwright", "pyarrow", "scipy")
# pip makes a wheel of Spark on its way, and would take 10 s to compress jars, which are compressed, once more.
UNCOMPRESSED = '--config-settings="--build-option=--compression=stored"'
PIP_MEND = "原因见上面 pip 的说明。没有网络时，先在有网络的机器上备好文件夹（wheels 命令），再用 --wheels 安装。"
PROJECT = HERE / "pyproject.toml"  # absent in a folder made by `wheels`
MADE_FOR = "made-for.txt"  # in such a folder: the platform and Python its wheels are for
THIS_MACHINE = f"{sysconfig.get_platform()} Python {sys.version_info.major}.{sys.version_info.minor}"
USAGE = f"""用法：{PYTHON_WORD} bootstrap.py 命令

  demo [--wheels 文件夹] [参数…]   安装后运行 fengjing demo 参数…（打开演示数据的看板）
  start [--wheels 文件夹] [参数…]  安装后运行 fengjing serve 参数…（第一次在浏览器里一步步建好数据库）
  install [--wheels 文件夹]        只安装，命令为 .venv/bin/fengjing（Windows 为 .venv\\Scripts\\fengjing.exe）
  test [参数…]                     安装测试所需（含 Chromium 与中文字体），检查代码，运行 pytest 参数…
  quick [参数…]                    一分钟内的检查：代码、分层、不用浏览器的快速测试
  doctor [参数…]                   这台机器能不能安装；装好以后再看能不能运行（fengjing doctor 参数…）
  wheels 文件夹 [--for 平台] [--python 3.12]
                                   备好离线安装用的文件夹；不写平台和版本，即与本机相同
                                   平台：{", ".join(TARGETS)}
"""

OLDEST_GLIBC = (2, 28)
ROOM = 1 << 30  # bytes that an installation takes, with some to spare
# A test of the browser waits half of its time, so there are more workers than cores; what a file's tests share is made
# once. tests/conftest.py puts the files in order.
SIDE_BY_SIDE = ("-n", str(max(2, (os.cpu_count() or 1) * 3 // 2)), "--dist", "loadfile", "--no-loadscope-reorder")
LINTS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",))
# Every file of tests/browser is slow or the browser's, and collecting them takes seconds.
LEFT_OUT = ("-m", "not slow and not browser", "--ignore", "tests/browser")
COMPILING = ("-n0", "--collect-only", "-qq", "-p", "tests.support.server_imports")  # loads what tests do, runs none
UNUSED = ("-p", "no:playwright", "-p", "no:faker")  # plugins that each worker would load for tests that are left out
QUICK = ("-q", *SIDE_BY_SIDE, *LEFT_OUT, *UNUSED)


def run(*command: object, mend: str = "") -> None:
    """Run a command in the project's folder; stop with its name and the mend if it fails."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=HERE).returncode:
        sys.exit(f"失败：{' '.join(words)}\n{mend}".rstrip())


def digest(file: Path) -> str:
    """Return the SHA-256 of a file that says what to install: another one means that it must be installed anew."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def machine_faults() -> list[str]:
    """Return what keeps this machine from running the ready packages, each with its mend (Chinese)."""
    faults, platform = [], sysconfig.get_platform()
    if sys.maxsize < 2**32:
        faults.append("Python 是 32 位的：请换成 64 位的 Python。")
    elif not re.fullmatch("linux-(x86_64|aarch64)|win-amd64|macosx.*", platform):
        faults.append(f"没有 {platform} 的现成安装包：请用 x86-64 或 aarch64 的 Linux，或 64 位 Windows。")
    version = glibc_version() if sys.platform == "linux" else OLDEST_GLIBC
    if version < OLDEST_GLIBC:
        now = f"当前为 {version[0]}.{version[1]}" if version > (0, 0) else "本机用的不是 glibc"
        faults.append(f"系统的 glibc 要 {OLDEST_GLIBC[0]}.{OLDEST_GLIBC[1]} 或更新，{now}：请升级操作系统。")
    if not os.access(str(HERE), os.W_OK):
        faults.append(f"不能写 {HERE}：请换一个文件夹，或改权限。")
    elif not VENV.exists() and shutil.disk_usage(HERE).free < ROOM:
        free = shutil.disk_usage(HERE).free >> 20
        faults.append(f"{HERE} 所在的磁盘只剩 {free} MB，安装要 {ROOM >> 20} MB：请腾出空间。")
    return faults


def require_machine() -> None:
    """Stop where this machine cannot run the ready packages."""
    faults = machine_faults()
    if faults:
        sys.exit("\n".join(faults))


def glibc_version() -> tuple[int, int]:
    """The version of the C library; 0.0 of any that is not glibc."""
    try:
        version = re.match(r"glibc (\d+)\.(\d+)", os.confstr("CS_GNU_LIBC_VERSION") or "")
    except ValueError:
        version = None
    return (int(version[1]), int(version[2])) if version else (0, 0)


def install(wheels: Path | None, *, test: bool = False) -> bool:
    """Bring .venv to what the locks and the project say; return whether there was anything to do."""
    if wheels is None and not PROJECT.exists():
        wheels = HERE
    itself = PROJECT if PROJECT.exists() else own_wheel(HERE)
    locks = {lock: digest(HERE / lock) for lock in ((LOCK, TEST_LOCK) if test else (LOCK,))}
    wanted = {**locks, "project": digest(itself)}
    present = json.loads(STAMP.read_text()) if STAMP.exists() and PYTHON.exists() else {}
    if wanted.items() <= present.items():
        return False
    require_machine()
    add = ["install", "--root-user-action", "ignore", "--disable-pip-version-check"]
    # Tests use a seventh of all modules, and compile those themselves: to compile all takes as long as all else here.
    add += ["--no-compile"] if test else []
    if not locks.items() <= present.items():
        if wheels is not None:
            check_wheels(wheels)
        print(f"正在安装到 {VENV}，首次约需一两分钟……", flush=True)
        # A lock may be added to what is there (tests after a demo); a changed lock starts anew.
        pip: list[object] = [PYTHON, "-m", "pip"]
        if not present or any(present.get(lock, value) != value for lock, value in locks.items()):
            present, pip = {}, make_venv(wheels)
        offline = [] if wheels is None else ["--no-index", "--find-links", wheels]
        options = [*add, *offline, "--require-hashes"]
        if test:
            install_side_by_side(pip, options)
        else:
            run(*pip, *options, "-r", HERE / LOCK, mend=PIP_MEND)
    # The lock has put pip and the build backend in, so this step needs no network.
    source = ["--no-build-isolation", "-e", HERE] if itself == PROJECT else ["--force-reinstall", itself]
    run(PYTHON, "-m", "pip", *add, "--no-index", "--no-deps", *source)
    STAMP.write_text(json.dumps({**present, **wanted}))
    return True


def install_side_by_side(pip: list[object], options: list[object]) -> None:
    """Install what the lock of the tests names, first pip by the one that is there, then all else by two of the new.

    The lock is complete, so that neither looks for more.
    """
    entries = lock_entries((HERE / TEST_LOCK).read_text(encoding="utf-8"))
    entries["pyspark"] = entries["pyspark"].replace(" \\\n", f" {UNCOMPRESSED} \\\n", 1)
    others = [name for name in entries if name not in ("pip", *BESIDE)]
    with tempfile.TemporaryDirectory() as folder:
        shares = {"pip": ["pip"], "beside": BESIDE, "others": others}
        files = {part: Path(folder) / f"{part}.lock" for part in shares}
        for part, names in shares.items():
            files[part].write_text("".join(entries[name] for name in names), encoding="utf-8")
        run(*pip, *options, "--no-deps", "-r", files["pip"], mend=PIP_MEND)
        words = [str(word) for word in (PYTHON, "-m", "pip", *options, "--no-deps", "-r")]
        beside = [*words, str(files["beside"]), "-q"]  # only what fails: two that talk at a time nobody can read
        process = subprocess.Popen(beside, cwd=HERE)
        try:
            run(*words, files["others"], mend=PIP_MEND)
        finally:
            code = process.wait()
    if code:
        sys.exit(f"失败：{' '.join(beside)}\n{PIP_MEND}")


def lock_entries(lock: str) -> dict[str, str]:
    """The entries of a lock by the names of their packages, each with its hashes."""
    entries = re.findall(r"^[a-z0-9].*\n(?:    --hash=.*\n)+", lock, re.MULTILINE)
    return {entry[: entry.index("==")]: entry for entry in entries}


def make_venv(wheels: Path | None) -> list[object]:
    """A fresh .venv, and the words that start a pip for it, even where Debian's python3-venv is missing."""
    if VENV.exists() and not STAMP.exists():
        sys.exit(f"{VENV} 不是本程序建立的，请先把它移走或删除。")
    if WINDOWS and Path(sys.prefix).resolve() == VENV:
        sys.exit(f"{VENV} 要重装，而 Windows 不让正在运行的 Python 删除自己：请用系统的 Python（py）运行。")
    shutil.rmtree(VENV, ignore_errors=True)
    if VENV.exists() and any(VENV.iterdir()):
        sys.exit(f"{VENV} 删不掉：看板还在运行的，先停下；再试一次。")
    VENV.mkdir(exist_ok=True)
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
    wheels = sorted(folder.glob("fengjing-*.whl"))
    if not wheels:
        sys.exit(f"{folder} 里没有 fengjing 的安装文件，请重新备一份。")
    return wheels[-1]


def collect(folder: Path, target: str | None, python: str) -> None:
    """Fill a folder from which a machine without network installs by `python3 FOLDER/bootstrap.py demo`.

    `target` is one of TARGETS and `python` a version such as 3.12; without a target the folder is for machines as this.
    """
    if not PROJECT.exists():
        sys.exit("请在源码目录里运行 wheels。")
    install(None)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    mend = "有依赖在本平台没有现成的 wheel，或者网络不通；请看上面 pip 的说明。"
    words: list[object] = ["download", "--only-binary", ":all:", "--require-hashes", "-r", HERE / LOCK, "-d", folder]
    if target is not None:
        # pip takes no older manylinux by itself. The lock names all that is needed, so nothing else is looked for.
        platforms = [word for platform in TARGETS[target] for word in ("--platform", platform)]
        words += ["--no-deps", "--implementation", "cp", "--python-version", python, *platforms]
    run(*pip, *words, mend=mend)
    run(*pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", folder, HERE)
    for name in ("bootstrap.py", LOCK, TEST_LOCK):
        shutil.copy2(HERE / name, folder)
    made_for = THIS_MACHINE if target is None else f"{PLATFORM_OF[target]} Python {python}"
    (folder / MADE_FOR).write_text(made_for + "\n")
    word = "py" if made_for.startswith("win") else "python3"
    print(f"已备好 {folder}（{made_for}）。拷到内网机器后运行：{word} {folder.name}/bootstrap.py demo")


def test(arguments: list[str]) -> NoReturn:
    """Everything that must hold. mypy runs beside pytest and says what it finds as soon as it has; both must pass."""
    if not PROJECT.exists():
        sys.exit("请在源码目录里运行 test。")
    if WINDOWS:
        sys.exit("全部测试要在 Linux 上运行（浏览器、代理都是 Debian 的）；在 Windows 上请用 quick。")
    from tests.machine import prepare_machine  # here, since a folder made by `wheels` has no tests

    is_new = install(None, test=True)
    prepare_machine(run)
    run_in_turn(*LINTS)
    types = start("mypy")
    if is_new:  # then one process compiles the modules, beside mypy: or all workers would compile all of them at once
        start("pytest", *COMPILING, out=subprocess.DEVNULL).wait()  # the tests themselves say what does not load
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


def start(name: str, *words: str, out: int | None = None) -> subprocess.Popen[bytes]:
    """Start a command of .venv, saying so; what it says goes where `out` says, or to the terminal."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or every worker and server would compile all modules anew
    print("==>", name, *words, flush=True)
    return subprocess.Popen([BIN / f"{name}{EXE}", *words], cwd=HERE, env=environment, stdout=out, stderr=out)


def hand_over(*words: str) -> NoReturn:
    """Let the installed command take this process's place; on Windows, which knows no such thing, wait for it."""
    if not WINDOWS:
        os.execv(FENGJING, ["fengjing", *words])
    child = subprocess.Popen([FENGJING, *words])
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:  # the terminal sends it to both: the command ends by itself, and we with it
            continue


def take_option(words: list[str], name: str) -> str | None:
    """Take an option and its value out of the words."""
    if name not in words[:-1]:
        return None
    place = words.index(name)
    value = words[place + 1]
    del words[place : place + 2]
    return value


def wheels_command(words: list[str]) -> None:
    """Read the options of `wheels` and fill the folder."""
    this_python = f"{sys.version_info.major}.{sys.version_info.minor}"
    target, python = take_option(words, "--for"), take_option(words, "--python")
    if python is not None and target is None:
        target = next((name for name, platform in PLATFORM_OF.items() if platform == sysconfig.get_platform()), None)
    is_known = (target is None or target in TARGETS) and re.fullmatch(r"3\.(1[1-9]|[2-9]\d)", python or this_python)
    if len(words) != 1 or not is_known or (python is not None and target is None):
        sys.exit(USAGE)
    collect(Path(words[0]).resolve(), target, python or this_python)


def doctor(words: list[str]) -> None:
    """Say what keeps this machine from an installation; where there is one, let it say the rest."""
    require_machine()
    if FENGJING.exists():
        hand_over("doctor", *words)
    print(f"可以安装：{THIS_MACHINE}。安装以后再运行一次，看字体、数据库、端口和时钟。")


SERVING = {"demo": "demo", "start": "serve"}  # commands that install and then run one of fengjing's
OTHERS = {"test": test, "quick": quick, "doctor": doctor, "wheels": wheels_command}


def main(arguments: list[str]) -> None:
    """Do what the first word says."""
    command, words = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in OTHERS:
        OTHERS[command](words)
        return
    folder = take_option(words, "--wheels")
    if command not in SERVING and (command != "install" or words):
        sys.exit(USAGE)
    install(None if folder is None else Path(folder).resolve())
    if command == "install":
        print(f"已安装：{FENGJING}")
    else:
        hand_over(SERVING[command], *words)


if __name__ == "__main__":
    main(sys.argv[1:])
