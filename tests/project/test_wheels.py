"""Every pin has a ready wheel on each platform that bureaus have, so that nothing is compiled there.

The registry is asked once for each pin, and the answer is kept with pytest's own cache until the lock changes.
"""

from __future__ import annotations

import hashlib
import json
import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from bootstrap import TARGETS
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

LOCK = ROOT / "requirements.lock"
REGISTRY = "https://pypi.org/simple/{name}/"
JSON = "application/vnd.pypi.simple.v1+json"
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
SECONDS = 20
AT_ONCE = 8
Files = dict[str, str]  # those that the lock lets in: name → SHA-256


def pins() -> dict[str, tuple[str, frozenset[str]]]:
    """The version of each pin, and the digests that the lock lets in."""
    entries = re.findall(r"^([\w.-]+)==(\S+)(.*(?:\n {4}--hash=.*)*)", LOCK.read_text(encoding="utf-8"), re.M)
    return {name: (version, frozenset(re.findall(r"sha256:(\w+)", rest))) for name, version, rest in entries}


def files_of(name: str) -> Files:
    """The files that the registry has of a package, by the simple API for programs (PEP 691)."""
    asked = urllib.request.Request(REGISTRY.format(name=name), headers={"Accept": JSON})
    with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
        listed = json.load(answer)["files"]
    locked = pins()[name][1]
    return {file["filename"]: digest for file in listed if (digest := file["hashes"].get("sha256")) in locked}


@pytest.fixture(scope="module")
def registry(pytestconfig: pytest.Config) -> dict[str, Files]:
    """The files of every pin. Without the registry nothing is claimed: the tests are skipped, with the reason."""
    cache: Path = pytestconfig.cache.mkdir("wheels") if pytestconfig.cache else Path()
    kept = cache / f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()}.json"
    if kept.exists():
        found: dict[str, Files] = json.loads(kept.read_text(encoding="utf-8"))
        return found
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = dict(zip(pins(), pool.map(files_of, pins()), strict=True))
    except urllib.error.HTTPError as error:
        pytest.fail(f"the registry does not know a pin: {error.url} says {error.code}")
    except OSError as error:
        pytest.skip(f"NOT CHECKED: the registry of packages cannot be reached ({error})")
    kept.write_text(json.dumps(found), encoding="utf-8")
    return found


def tags(target: str, python: tuple[int, int]) -> frozenset[Tag]:
    platforms = TARGETS[target]
    interpreter = f"cp{python[0]}{python[1]}"
    own = cpython_tags(python, [interpreter, "abi3"], platforms)
    return frozenset([*own, *compatible_tags(python, interpreter, platforms)])


def compiled(registry: dict[str, Files], accepted: frozenset[Tag]) -> list[str]:
    """The pins of which the lock lets in no wheel that the platform takes."""
    return [
        name
        for name, files in registry.items()
        if not any(file.endswith(".whl") and parse_wheel_filename(file)[3] & accepted for file in files)
    ]


@pytest.mark.parametrize("python", PYTHONS, ids=lambda python: ".".join(map(str, python)))
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_compiled(target: str, python: tuple[int, int], registry: dict[str, Files]) -> None:
    assert compiled(registry, tags(target, python)) == []


def test_a_pin_without_a_wheel_would_be_found(registry: dict[str, Files]) -> None:
    """Take the wheels for one platform away: that is how pysqlite3, and with it the product, once was."""
    assert len(registry) > 50 and all(registry.values())
    without = {**registry, "numpy": {file: it for file, it in registry["numpy"].items() if "aarch64" not in file}}
    assert compiled(without, tags("manylinux_2_28_aarch64", (3, 12))) == ["numpy"]
    assert compiled(without, tags("win_amd64", (3, 12))) == []
