"""Names of the tables of a state file, and of their columns that point at rows of the board."""

from __future__ import annotations

from typing import NamedTuple

# What a bureau has issued, in an order in which rows can be put in: parts of lists before the lists.
ISSUED_TABLES = (
    "instruction_event",
    "fact_instruction",
    "signal_event",
    "publication_index",
    "publication_score",
    "publication_part",
    "publication",
    "bulletin_rules",
    "bulletin_template",
    "bulletin_step",
    "bulletin",
    "bulletin_cell",
)
STATE_TABLES = (
    "meta",
    "audit",
    "account",
    "kiosk",
    "session",
    "guess",
    "old_password",
    "second_factor",
    "recovery_code",
    "sign_in_step",
    "known_device",
    "sign_on",
    *ISSUED_TABLES,
    "class",
    "class_question",
    "class_seat",
    "class_answer",
)
INSTRUCTION = "instruction"  # the kind of record that the program itself makes, of instructions
# Keys of meta that are about one machine's file, and never leave it.
LOCAL_KEYS = ("file_id", "file_prior", "file_inode", "file_writes", "board_path", "shared_address", "shared_number")
KNOWN_UNIT = "known_unit"  # the units of boards so far by number and code: a number is never another unit's


class BoardReference(NamedTuple):
    """A column of a state table that points at a row of the board."""

    table: str
    column: str
    parent: str


REFERENCES = (
    BoardReference("account", "unit", "unit"),
    BoardReference("account", "officer", "officer"),
    BoardReference("kiosk", "unit", "unit"),
    BoardReference("instruction_event", "actor_unit", "unit"),
    BoardReference("fact_instruction", "unit", "unit"),
    BoardReference("signal_event", "actor_unit", "unit"),
)
