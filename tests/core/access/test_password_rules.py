"""What a new password may not be, and how the old ones are remembered."""

from __future__ import annotations

from itertools import pairwise

import pytest
from argon2 import PasswordHasher

from core.access import passwords
from core.access.accounts import AccountError, add_account, find_account
from core.access.client import Client
from core.access.password_change import GuessRefused, change_own_password, set_password
from core.access.password_rules import password_fault
from core.access.policy import AccessPolicy, PolicyError, access_policy, policy_texts, set_rule
from core.access.roles import Role
from core.access.sessions import KeptSignIn, viewer_of
from core.access.sign_in import sign_in
from core.access.sign_in_steps import Step
from core.access.tokens import digest
from core.access.viewer import Scope
from core.store.store import ROOT, Store
from core.store.trail import trail_lines
from tests.support.accounts_world import BETTER, GOOD, NOW

POLICY = AccessPolicy()
DAY = 86_400


@pytest.mark.parametrize(
    "password",
    [
        *("1234567890", "0987654321", "19900101123", "13800138000"),  # runs, birthdays, telephones
        *("password123", "Password123!", "P@ssw0rd2024", "passw0rd!!", "admin12345", "Admin@2024", "Welcome123"),
        *("qwertyuiop", "1qaz2wsx3edc", "abcd1234abcd", "qwer1234asdf", "asdfghjkl;", "1234qwerasdf"),
        *("woaini1314520", "woaini5201314", "gonganju2024", "Gonganju@110", "paichusuo110", "jingcha12345"),
        *("zhangsan123", "beijing2024", "woaizhongguo", "nihao123456", "mima123456", "helloworld1"),
        *("aaaabbbbcccc", "abcabcabcabc", "12ab12ab12ab", "aaaaaaaaaaa1", "iloveyou1314"),
        *("liwei-2024-x", "LiWei lives here", "甲市公安局的密码是它", "ｌｉｗｅｉ ｉｓ ｈｅｒｅ"),
        *("short1!", "x" * 257, "aaaabbbbaaab"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert password_fault(password, ("liwei", "甲市公安局"), POLICY) is not None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse 9",
        "纸船 钟楼 二月 青椒两斤",
        "xq7 lamp tree hu",
        "Tr0ub4dor&3x",
        "summer rain over the lake",
        "kX9#vLm2Qz",
    ],
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    assert password_fault(password, ("liwei", "甲市公安局"), POLICY) is None


def test_short_names_stand_in_words_by_chance() -> None:
    assert password_fault("a lake in summer rain", ("a", "甲市公安局"), POLICY) is None


def test_a_bureau_may_ask_for_more() -> None:
    strict = AccessPolicy(password_length=14, password_kinds=3)
    assert "14" in (password_fault("correct horse", ("x",), strict) or "")
    assert "3 类" in (password_fault("correcthorse stable", ("x",), strict) or "")
    assert password_fault("Correct horse stable", ("x",), strict) is None


def test_rules_are_set_with_old_and_new_in_the_trail_and_nonsense_is_refused(store: Store) -> None:
    assert access_policy(store.conn) == POLICY
    set_rule(store.conn, "idle_minutes", "15", actor="user:guan", now=NOW)
    set_rule(store.conn, "second_factor", "chief, steward", actor="user:guan", now=NOW)
    policy = access_policy(store.conn)
    assert policy.idle_minutes == 15 and policy.second_factor == {Role.CHIEF, Role.STEWARD}
    assert policy_texts(policy)["second_factor"] == "chief,steward"
    (line, before) = trail_lines(store.conn, 2)
    assert line.action == "policy" and "无 -> chief,steward" in line.detail and "20 -> 15" in before.detail
    for name, text in [
        ("idle_minutes", "-1"),
        ("idle_minutes", "²"),
        ("max_sessions", "0"),
        ("second_factor", "boss"),
        ("is_separated", "yes"),
        ("no_such", "1"),
        ("password_length", "5"),
    ]:
        with pytest.raises(PolicyError):
            set_rule(store.conn, name, text, actor="x", now=NOW)
    assert access_policy(store.conn) == policy


def test_everybody_changes_the_own_password_and_other_sessions_end(store: Store) -> None:
    here, there = (sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900).token for _ in range(2))
    assert here and there
    viewer = viewer_of(store.conn, digest(here), NOW)
    assert viewer is not None
    account = find_account(store.conn, "张三")
    with pytest.raises(GuessRefused):
        change_own_password(store.conn, account, "not it", BETTER, now=NOW, keep=KeptSignIn(viewer.session))
    with pytest.raises(AccountError, match="常见"):
        change_own_password(store.conn, account, GOOD, "gonganju2024", now=NOW, keep=KeptSignIn(viewer.session))
    change_own_password(store.conn, account, GOOD, BETTER, now=NOW, keep=KeptSignIn(viewer.session))
    assert viewer_of(store.conn, digest(here), NOW) and viewer_of(store.conn, digest(there), NOW) is None
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=9).token is None
    assert sign_in(store.conn, "张三", BETTER, Client("a"), now=NOW, seconds=9).step is None
    assert (trail_lines(store.conn, 3, "account_password")[0].actor) == "user:张三"


def test_whoever_finds_an_open_screen_does_not_guess_the_password_there(store: Store) -> None:
    account = find_account(store.conn, "张三")
    for _ in range(5):
        with pytest.raises(GuessRefused, match="不对"):
            change_own_password(store.conn, account, "guess", BETTER, now=NOW)
    with pytest.raises(GuessRefused, match="太多"):
        change_own_password(store.conn, account, GOOD, BETTER, now=NOW)


def test_the_last_passwords_are_not_used_again(store: Store) -> None:
    account = find_account(store.conn, "张三")
    given = [GOOD, *(f"the lamp number {word}" for word in ("one", "two", "three", "four", "five"))]
    for before, after in pairwise(given):
        with pytest.raises(AccountError):
            change_own_password(store.conn, account, before, before, now=NOW)
        change_own_password(store.conn, account, before, after, now=NOW)
    with pytest.raises(AccountError, match="5 个"):
        change_own_password(store.conn, account, given[-1], given[1], now=NOW)
    change_own_password(store.conn, account, given[-1], given[0], now=NOW)  # the sixth from the end
    assert store.conn.execute("SELECT count(*) FROM old_password").fetchone() == (4,)


def test_what_somebody_else_set_is_changed_at_the_first_sign_in(store: Store) -> None:
    add_account(store.conn, "李四", Scope(Role.INSPECTOR, ROOT), GOOD, actor="user:guan", now=NOW)
    first = sign_in(store.conn, "李四", GOOD, Client("a"), now=NOW, seconds=900)
    assert first.step is Step.PASSWORD and first.token and viewer_of(store.conn, digest(first.token), NOW) is None
    change_own_password(store.conn, find_account(store.conn, "李四"), GOOD, BETTER, now=NOW)
    assert sign_in(store.conn, "李四", BETTER, Client("a"), now=NOW, seconds=900).step is None
    set_password(store.conn, find_account(store.conn, "李四"), GOOD + "!", actor="user:guan", now=NOW)
    assert sign_in(store.conn, "李四", GOOD + "!", Client("a"), now=NOW, seconds=900).step is Step.PASSWORD


def test_passwords_run_out_where_a_bureau_wants_it(store: Store) -> None:
    late = NOW + 91 * DAY
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=late, seconds=9).step is None
    set_rule(store.conn, "password_days", "90", actor="x", now=NOW)
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW + 89 * DAY, seconds=9).step is None
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=late, seconds=9).step is Step.PASSWORD


def test_an_old_hash_is_made_anew_at_the_next_sign_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(2, 16, 1))
    before = store.conn.execute("SELECT password FROM account").fetchone()[0]
    assert sign_in(store.conn, "张三", "wrong", Client("a"), now=NOW, seconds=9).token is None
    assert store.conn.execute("SELECT password FROM account").fetchone()[0] == before
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=9).token
    after = store.conn.execute("SELECT password FROM account").fetchone()[0]
    assert "m=8,t=1" in before and "m=16,t=2" in after
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=9).token
