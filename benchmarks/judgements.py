"""All that is claimed of judgements, in one page: `python -m benchmarks.judgements [NAME…] [--county COUNTY.db]`.

Runs the simulations one after the other, each by the command that stands above its table in JUDGEMENTS.md beside this
file, and writes what they print. Only the named ones are made anew; without a name all are, which takes about an hour
on one core. Most take less than five minutes on a quiet machine; each command takes larger sizes.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "JUDGEMENTS.md"
HEAD = """# How often judgements err, and what they find

Written by `python -m benchmarks.judgements`; each table stands below the command that printed it. What is claimed from
them, with the methods and their sources, is in [core/README](../core/README.md).
"""
COUNTY = "COUNTY.db"  # stands for a database of `fengjing seed --size county`
RUNS: dict[str, tuple[str, ...]] = {
    "judgement": ("--boards 200",),
    "autocorrelation": ("--runs 2000 --percentile-runs 600 --boards 200",),
    "steps": ("",),
    "areas": ("",),
    "detectable": ("--boards 60",),
    "inertia": ("--boards 30 --only quiet", "--boards 30 --only rise --periods ytd last30"),
    "attention": ("--boards 100 --looks 10",),
    "quiet_bureaus": ("--counties 3",),
    "places": ("--boards 200",),
    "fairness": ("--boards 200",),
    "month_chart": ("",),
    "expected_range": (f"{COUNTY} --runs 12",),
    "year_end": ("--runs 150",),
    "lasting": ("--years 40 --scanned 6 --runs 40",),
    "signals": ("--counties 6 --stories 0",),
    "instructions": ("--runs 40",),
    "campaigns": ("--runs 300",),
    "unripe": ("",),
    "unripe_rises": ("",),
}


def command_of(name: str, arguments: str) -> str:
    """Return the command as it is typed."""
    return f"python -m benchmarks.{name} {arguments}".rstrip()


def run(name: str, arguments: str, county: Path | None) -> str:
    """Return a command with what it prints, as a section's part in Markdown."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *shlex.split(arguments)]
    if county is not None:
        command = [str(county) if word == COUNTY else word for word in command]
    began = time.monotonic()
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    if not printed.count("\n|"):  # columns by spaces
        printed = f"```text\n{printed}\n```"
    return f"`{command_of(name, arguments)}` ({time.monotonic() - began:.0f} s)\n\n{printed}\n"


def sections_of(page: str) -> dict[str, str]:
    """Return what stands under each heading."""
    sections = page.split("\n## ")[1:]
    return {title: text.strip() for title, _, text in (section.partition("\n") for section in sections)}


def page_of(sections: Mapping[str, str]) -> str:
    """Return the page, its sections in the order of RUNS."""
    return "\n".join([HEAD, *(f"## {name}\n\n{sections[name]}\n" for name in RUNS if name in sections)])


def update(names: Sequence[str], county: Path | None) -> None:
    """Run the named simulations and write each into the page as soon as it has come."""
    for name in names:
        outputs = [run(name, arguments, county) for arguments in RUNS[name] if county or COUNTY not in arguments]
        sections = sections_of(PAGE.read_text("utf-8")) if PAGE.exists() else {}
        if outputs:
            PAGE.write_text(page_of(sections | {name: "\n".join(outputs).strip()}), "utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RUNS))
    parser.add_argument("--county", type=Path, help="a database of `fengjing seed --size county`, for expected_range")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in RUNS]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}")
    update(arguments.names or list(RUNS), arguments.county)


if __name__ == "__main__":
    main()
