"""Acts of a process that may be killed in any of them: files, instructions, publications, sign-ins, accounts, backups.

Each says by its kind and a name what it has done; what a database holds of each kind is read back afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from argon2 import PasswordHasher

from core.access import passwords
from core.access.accounts import add_account
from core.access.client import Client
from core.access.roles import Role
from core.access.sign_in import sign_in
from core.access.tokens import digest
from core.access.viewer import Scope
from core.instructions.actions import send_instruction, take_step
from core.instructions.model import Actor, InstructionContent, Side, Stage, Step, StepRequest
from core.instructions.read import find
from core.intake.import_plan import ImportOptions
from core.intake.importer import import_file
from core.intake.undo import undo_batch
from core.store.backup import back_up
from core.store.batches import batches
from core.store.publication import PublishedContent, PublishedIndex, PublishedPart, PublishedScore, record_publication
from core.store.store import ROOT, Store
from core.store.trail import trail_transaction
from tests.support.intake_world import ALERT, NOW, alert, peopled_store, write_csv
from tests.support.killed_accounts import account_changes, change_account

Done = tuple[str, str]  # the kind of an act, and a name of its own
RECORDS = 300
LARGE = 15_000  # rows of every so many-th file: so many that indexes are taken off while they come in
LARGE_SHARE = 0.05
FIRST_BATCHES = 2  # units and officers, which are there before the first kill
SCORES, PARTS = 40, 5  # of each publication
STATION = 3
CHIEF, RECEIVER = Actor("chief", ROOT, Side.ISSUER), Actor("station", STATION, Side.RECEIVER)
PASSWORD, RULES_DIGEST = "a good password", "0" * 64


def acting_store(folder: Path) -> Store:
    """Makes a small real bureau with somebody who can sign in."""
    passwords._hasher = PasswordHasher(1, 8, 1)  # this process kills and is killed: what hashes cost is no matter here
    store = peopled_store(folder)
    add_account(store.conn, "张三", Scope(Role.CHIEF, ROOT), PASSWORD, actor="test", now=NOW, is_own=True)
    return store


def bring(store: Store, draw: random.Random) -> Done | None:
    """Brings a file of alerts, now and then a large one."""
    numbers = range(LARGE) if draw.random() < LARGE_SHARE else draw.sample(range(RECORDS), draw.randint(1, 80))
    rows = [
        alert(f"R{n}", when=f"2026-11-{n % 10 + 1:02d} 08:{n % 60:02d}", kind=draw.choice(["纠纷", "治安"]))
        for n in numbers
    ]
    file, options = write_csv(store.path.parent / "f.csv", [ALERT, *rows]), ImportOptions(new_ids=True)
    number = import_file(store, "alert", file, now=NOW, actor="killed", options=options).batch
    return None if number is None else ("brought", str(number))


def undo(store: Store, _draw: random.Random) -> Done | None:
    """Takes the newest standing batch back."""
    standing = [batch.number for batch in batches(store) if batch.undone_at is None and batch.number > FIRST_BATCHES]
    if not standing:
        return None
    undo_batch(store, standing[0], now=NOW, actor="killed")
    return "undone", str(standing[0])


def send(store: Store, draw: random.Random) -> Done | None:
    """Sends an instruction, or takes the next step on one that was sent: it is answered, sent back, accepted, filed."""
    open_numbers = [
        number
        for (number,) in store.conn.execute(
            "SELECT instruction FROM instruction_event GROUP BY instruction HAVING max(step = 'file') = 0"
        )
    ]
    if not open_numbers or draw.random() < 0.5:
        return "event", f"{send_instruction(store, InstructionContent(STATION, '核实'), CHIEF, now=NOW)}:1"
    number = draw.choice(open_numbers)
    instruction = find(store, number, NOW)
    assert instruction is not None
    last = instruction.state.last_event_number
    actor, step = _next_step(instruction.state.stage, draw)
    take_step(store, number, step, actor, last_seen=last, now=NOW)
    return "event", f"{number}:{last + 1}"


def _next_step(stage: Stage, draw: random.Random) -> tuple[Actor, StepRequest]:
    if stage is Stage.SENT:
        return RECEIVER, StepRequest(Step.SIGN)
    if stage is Stage.SIGNED:
        return RECEIVER, StepRequest(Step.REPORT, "已办结", (("走访", 3),))
    if stage is Stage.REPORTED:
        return CHIEF, draw.choice([StepRequest(Step.ACCEPT), StepRequest(Step.REJECT, "再核实")])
    return CHIEF, StepRequest(Step.FILE)


def publish(store: Store, draw: random.Random) -> Done | None:
    """Publishes a month, or a correction of it."""
    month = 2026 * 12 + draw.randrange(12)
    (published,) = store.conn.execute("SELECT count(*) FROM publication WHERE month = ?", [month]).fetchone()
    parts = tuple(PublishedPart(f"k{n}", "指标", 1.0, 2.0, "50%", 1.0, 0.5, 50.0, 25.0, None) for n in range(PARTS))
    score = ("index", "所", "station", "局", draw.random(), 0.1, 0.9, 1.0, "黄", "▲", "yellow", None, parts)
    scores = [PublishedScore(score[0], unit, *score[1:]) for unit in range(SCORES)]
    content = PublishedContent([PublishedIndex("index", "指数", "{}", RULES_DIGEST, ())], scores)
    with trail_transaction(store.conn, actor="killed", action="publish", detail=str(month), now=NOW):
        publication = record_publication(
            store.conn,
            month,
            content,
            actor="killed",
            reason="更正" if published else "",
            now=NOW,
            data_version=store.data_version(),
        )
    return "published", str(publication.id)


def enter(store: Store, draw: random.Random) -> Done | None:
    """Signs in; now and then with a wrong password, which leaves its line and nothing else."""
    client = Client(f"10.0.{draw.randrange(250)}.{draw.randrange(250)}")
    result = sign_in(store.conn, "张三", PASSWORD if draw.random() < 0.8 else "no", client, now=NOW, seconds=900)
    return None if result.token is None else ("session", digest(result.token))


def keep(store: Store, draw: random.Random) -> Done | None:
    """Makes a backup."""
    path = store.path.parent / f"{draw.getrandbits(48):012x}.backup"
    back_up(store, path)
    return "backup", path.name


ACTS: dict[Callable[[Store, random.Random], Done | None], float] = {
    bring: 6,
    undo: 4,
    send: 5,
    publish: 3,
    enter: 4,
    keep: 2,
    change_account: 5,
}


def made(store: Store) -> set[Done]:
    """Returns what a database holds of every kind of act; backups are files of their own."""
    standing = batches(store)
    found = {("brought", str(batch.number)) for batch in standing if batch.number > FIRST_BATCHES}
    found |= {("undone", str(batch.number)) for batch in standing if batch.undone_at is not None}
    for kind, sql in (
        ("event", "SELECT instruction || ':' || number FROM instruction_event"),
        ("published", "SELECT id FROM publication"),
        ("session", "SELECT digest FROM session WHERE account = 1"),
    ):
        found |= {(kind, str(name)) for (name,) in store.conn.execute(sql)}
    return found | account_changes(store)
