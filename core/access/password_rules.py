"""Rules for a new password: not short, common, made of the account's or the bureau's name, of a run or a repeat.

After NIST SP 800-63B: length and a list of common passwords before rules of kinds, which a bureau can still set.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

from core.access.passwords import LONGEST
from core.access.policy import AccessPolicy

_LEET = str.maketrans("013457@$!", "oieastasi")  # letters that people write as digits and signs
_RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_KINDS = (str.isupper, str.islower, str.isdigit)
_SHORTEST_NAME = 3  # letters; a shorter name stands in too many words by chance
_LONGEST_UNIT = 6


def password_fault(password: str, names: tuple[str, ...], policy: AccessPolicy) -> str | None:
    """Return why a new password cannot be used (Chinese), or None. `names` are the account's and the bureau's."""
    if len(password) < policy.password_length:
        return f"密码至少 {policy.password_length} 个字符。"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 个字符。"
    if len(set(password)) < 4:
        return "密码里不同的字符太少。"
    kinds = {next((number for number, is_kind in enumerate(_KINDS) if is_kind(letter)), 3) for letter in password}
    if len(kinds) < policy.password_kinds:
        return f"密码里要有大写字母、小写字母、数字、其他字符中的至少 {policy.password_kinds} 类。"
    folded = _fold(password)
    for name in names:
        folded_name = _fold(name)
        if folded_name and folded_name in folded and (len(folded_name) >= _SHORTEST_NAME or not name.isascii()):
            return f"密码里不能含有账号或本局的名称（{name}）。"
    if password.isdigit():
        return "密码不能全是数字：生日、电话、证件号都容易猜到。"
    if _is_run_or_repeat(folded):
        return "密码不能是连着的、成串重复的字符或键盘上的一排键。"
    if _is_common(folded):
        return "这个密码太常见，会最先被猜到：请换几个不相干的词连起来。"
    return None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_run_or_repeat(folded: str) -> bool:
    """Return True if a password repeats a short piece, or is nothing but runs of keys or letters."""
    if any(folded == (folded[:unit] * len(folded))[: len(folded)] for unit in range(1, _LONGEST_UNIT + 1)):
        return True
    left = folded
    while left:
        longest = max((length for length in range(3, len(left) + 1) if _is_run(left[:length])), default=0)
        if not longest:
            return False
        left = left[longest:]
    return True


def _is_run(piece: str) -> bool:
    return len(set(piece)) == 1 or any(piece in run or piece in run[::-1] for run in _RUNS)


def _is_common(folded: str) -> bool:
    """Return True if nothing but common words is left when digits and signs at the ends are taken away."""
    common = common_words()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    readings = {folded, folded.translate(_LEET), bare, bare.translate(_LEET), re.sub(r"[\W\d_]+", "", folded)}
    return any(reading in common or _is_two_words(reading, common) for reading in readings if reading)


def _is_two_words(text: str, common: frozenset[str]) -> bool:
    return any(text[:cut] in common and text[cut:] in common for cut in range(1, len(text)))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the commonest passwords and the words that they are made of, folded."""
    text = resources.files("core.access").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
