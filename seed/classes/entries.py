"""Reads what people type: codes, names, teams, titles, responses. Each as it is kept, or a fault in Chinese."""

from __future__ import annotations

import re
import unicodedata

from seed.classes.model import ClassError
from seed.lessons.key_line import KeyLine, ResponseError, read_response

CODE_LENGTH = 8
LONGEST_NAME, LONGEST_TITLE, MOST_TEAMS = 16, 64, 12
_NAME = re.compile(r"\w[\w·.\- ]*")  # letters of any script, digits; no signs that could pass for something else


def tidy_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()


def shown_code(code: str) -> str:
    """Return a code as it is shown, in two parts that are easily read out."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def tidy_name(typed: str) -> str:
    """Return a name as it is kept. Raises ClassError (Chinese) for what is none."""
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not 1 <= len(name) <= LONGEST_NAME or not _NAME.fullmatch(name):
        raise ClassError(f"名字要有 1 到 {LONGEST_NAME} 个字：汉字、字母、数字，以及 · . - 和空格。")
    return name


def tidy_title(typed: str) -> str:
    """Return a title as it is kept: whatever can be seen. Raises ClassError (Chinese) for one that is empty or long."""
    title = " ".join("".join(letter for letter in typed if letter.isprintable()).split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise ClassError(f"课堂名称要有 1 到 {LONGEST_TITLE} 个字。")
    return title


def tidy_teams(typed: str) -> tuple[str, ...]:
    """Return the names of teams, which are written in one line with blanks or commas between them."""
    names = [tidy_name(part) for part in re.split(r"[,，、;；\s]+", typed) if part]
    if len(names) > MOST_TEAMS or len(set(names)) < len(names):
        raise ClassError(f"组名最多 {MOST_TEAMS} 个，各不相同。")
    return tuple(names)


def read_typed(line: KeyLine, typed: str) -> str:
    """Return a response as it is kept, without letters that cannot be seen. Raises ClassError (Chinese)."""
    text = "".join(letter for letter in typed if letter.isprintable() or letter == "\n")
    try:
        return read_response(line, text)
    except ResponseError as error:
        raise ClassError(str(error)) from error
