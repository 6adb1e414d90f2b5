"""The small demo, its units, officers and an instruction named by somebody who means harm."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.store.sqlite import connect
from tests.support.server import command

STATION = '<img src=x onerror="document.title=1"><b>甲甲</b>**甲甲**[x](//e)所'
FORMULA = '=HYPERLINK("http://evil.example","乙所")'
OFFICER = "<b>=1+1</b>**[x](//e)**"
TASK = "<script>document.title=1</script><img src=x>**核核** :red[红]"
NAMES_ENGLISH = {"img", "src", "onerror", "document", "HYPERLINK", "http", "evil", "example", "script", "red"}
# What on a page has become markup of these names, in and out of shadow roots.
MARKUP = """() => {
  const all = [];
  const walk = (root) => root.querySelectorAll("*").forEach((one) => {
    if (one.matches('img[src="x"], a[href*="//e"], a[href*="evil"]')) all.push(one.outerHTML);
    if (one.matches("b, strong") && /甲甲|1\\+1|核核/.test(one.textContent)) all.push(one.outerHTML);
    if (one.shadowRoot) walk(one.shadowRoot);
  });
  walk(document);
  return all;
}"""


def hostile_copy(demo: Path, path: Path) -> Path:
    """A copy of the demo with such names everywhere."""
    shutil.copy(demo, path)
    connection = connect(path, read_only=False)
    stations = connection.execute("SELECT id, code FROM unit WHERE kind = 'station' ORDER BY id").fetchall()
    (own, code), (other, _) = stations[:2]
    connection.execute("UPDATE unit SET name = ? WHERE id = ?", [STATION, own])
    connection.execute("UPDATE unit SET name = ? WHERE id = ?", [FORMULA, other])
    connection.execute("UPDATE officer SET name = ?", [OFFICER])
    connection.execute("UPDATE unit SET name = name || '**甲甲**' WHERE kind = 'community'")
    connection.execute("UPDATE meta SET value = value || '**甲甲**' WHERE key = 'bureau'")
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOGNAME", "甲")  # who sends it stands on the page, and must be Chinese there
        command("instruct", "send", "--db", path, "--unit", code, "--task", TASK)
    return path
