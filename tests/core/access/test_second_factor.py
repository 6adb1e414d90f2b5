"""The second factor: the standard's own figures, enrolment, codes once each, recovery, and who has to have one."""

from __future__ import annotations

import base64

import pytest

from core.access.accounts import Account, AccountError, find_account
from core.access.client import Client
from core.access.password_change import change_own_password, set_password
from core.access.policy import set_rule
from core.access.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    factor_state,
    prove,
    remove_factor,
)
from core.access.sessions import KeptSignIn, end_sessions, last_sign_in, viewer_of
from core.access.sign_in import go_on, sign_in
from core.access.sign_in_steps import STEP_SECONDS, Step, begin_steps, note_proof, pending_sign_in
from core.access.tokens import digest
from core.access.totp import code_at, matching_counter
from core.store.file_identity import counted_write
from core.store.store import Store
from core.store.trail import trail_lines, trail_transaction
from tests.support.accounts_world import GOOD, NOW

# RFC 6238, appendix B: time, and the codes by SHA-1, SHA-256 and SHA-512.
VECTORS = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
KEYS = {"sha1": 20, "sha256": 32, "sha512": 64}  # the first bytes of 1234567890 over and over


@pytest.fixture
def account(store: Store) -> Account:
    return find_account(store.conn, "张三")


def enrolled(store: Store, account: Account) -> tuple[str, list[str]]:
    secret = begin_enrolment(store.conn, account).secret
    codes = confirm_enrolment(store.conn, account, code_at(secret, NOW // 30), actor=account.actor, now=NOW)
    return secret, codes


@pytest.mark.parametrize(("at", "sha1", "sha256", "sha512"), VECTORS)
def test_the_standards_own_codes(at: int, sha1: str, sha256: str, sha512: str) -> None:
    for (algorithm, length), code in zip(KEYS.items(), (sha1, sha256, sha512), strict=True):
        secret = base64.b32encode((b"1234567890" * 7)[:length]).decode()
        assert code_at(secret, at // 30, digits=8, algorithm=algorithm) == code


def test_a_telephone_may_be_a_step_ahead_or_behind_and_no_code_is_good_twice() -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    current = NOW // 30
    for drift, is_good in [(-2, False), (-1, True), (0, True), (1, True), (2, False)]:
        found = matching_counter(secret, code_at(secret, current + drift), NOW, 0)
        assert (found == current + drift) == is_good and (found is None) != is_good
    assert matching_counter(secret, code_at(secret, current), NOW, current) is None
    assert matching_counter(secret, code_at(secret, current + 1), NOW, current) == current + 1


def test_enrolling_needs_the_right_code_and_says_the_recovery_codes_once(store: Store, account: Account) -> None:
    enrolment = begin_enrolment(store.conn, account)
    assert begin_enrolment(store.conn, account) == enrolment  # the page may be drawn anew
    assert enrolment.uri.startswith("otpauth://totp/") and enrolment.secret in enrolment.uri
    with pytest.raises(AccountError, match="不对"):
        confirm_enrolment(store.conn, account, "000000", actor="x", now=NOW)
    assert factor_state(store.conn, account.id).confirmed_at is None
    _, codes = enrolled(store, account)
    assert len(set(codes)) == 10 and factor_state(store.conn, account.id).codes_left == 10
    kept = str(store.conn.execute("SELECT * FROM recovery_code").fetchall())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    with pytest.raises(AccountError, match="已经启用"):
        begin_enrolment(store.conn, account)


def test_without_the_code_the_password_opens_nothing(store: Store, account: Account) -> None:
    secret, _ = enrolled(store, account)
    begun = sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW + 60, seconds=900)
    assert begun.step is Step.CODE and begun.token
    key = digest(begun.token)
    assert viewer_of(store.conn, key, NOW + 60) is None
    assert go_on(store.conn, key, Client("a"), now=NOW + 60, seconds=900).token is None
    assert prove(store.conn, account, "123456", address="a", now=NOW + 60) is None
    code = code_at(secret, (NOW + 60) // 30)
    assert prove(store.conn, account, f" {code[:3]} {code[3:]} ", address="a", now=NOW + 60) == 0
    assert prove(store.conn, account, code, address="a", now=NOW + 61) is None, "seen over a shoulder"
    note_proof(store.conn, key)
    done = go_on(store.conn, key, Client("a"), now=NOW + 62, seconds=900)
    assert done.token and done.token != begun.token
    viewer = viewer_of(store.conn, digest(done.token), NOW + 62)
    assert viewer is not None and viewer.session is not None
    assert last_sign_in(store.conn, viewer.session).failures == 2
    assert go_on(store.conn, key, Client("a"), now=NOW + 62, seconds=900).token is None


def test_a_sign_in_that_takes_too_long_begins_anew(store: Store, account: Account) -> None:
    enrolled(store, account)
    begun = sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900)
    assert begun.token and pending_sign_in(store.conn, digest(begun.token), NOW + STEP_SECONDS - 1)
    assert pending_sign_in(store.conn, digest(begun.token), NOW + STEP_SECONDS) is None


def test_a_recovery_code_stands_in_once(store: Store, account: Account) -> None:
    _, codes = enrolled(store, account)
    assert prove(store.conn, account, codes[3].upper().replace("-", " "), address="a", now=NOW) == 0
    assert prove(store.conn, account, codes[3], address="a", now=NOW) is None
    assert factor_state(store.conn, account.id).codes_left == 9
    assert trail_lines(store.conn, 1, "recovery_code")[0].actor == "user:张三"


def test_codes_are_not_to_be_guessed(store: Store, account: Account) -> None:
    secret, _ = enrolled(store, account)
    answers = [prove(store.conn, account, f"{number:06d}", address="a", now=NOW) for number in range(7)]
    assert answers[:5] == [None] * 5 and answers[5] == 30
    assert prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW) == 30


def test_whoever_knows_the_password_alone_keeps_nobody_from_the_own_desk(store: Store, account: Account) -> None:
    secret, _ = enrolled(store, account)
    for _try in range(7):
        prove(store.conn, account, "123456", address="a", now=NOW)
    code = code_at(secret, NOW // 30 + 1)
    assert prove(store.conn, account, code, address="b", now=NOW), "a stranger waits, wherever"
    own = sign_in(store.conn, "张三", GOOD, Client("b"), now=NOW, seconds=900).device
    assert own is None, "nobody has a device before the code"
    device = digest("an earlier sign-in")
    with counted_write(store.conn):
        store.conn.execute("INSERT INTO known_device VALUES (?, ?, ?)", [device, account.id, NOW])
    assert prove(store.conn, account, code, address="b", now=NOW, device=digest("made up"))
    for number in range(5):
        assert prove(store.conn, account, f"{number:06d}", address="b", now=NOW, device=device) is None
    assert prove(store.conn, account, code, address="b", now=NOW, device=device) == 30, "it guesses no faster"
    assert prove(store.conn, account, code, address="b", now=NOW + 30, device=device) == 0


@pytest.mark.parametrize("act", ["password", "sessions", "own password"])
def test_half_a_sign_in_ends_with_the_sessions(store: Store, account: Account, act: str) -> None:
    """Whoever had the old password and stopped at the step of enrolling must not enrol with it afterwards."""
    set_rule(store.conn, "second_factor", "chief", actor="x", now=NOW)
    begun = sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900)
    assert begun.token and pending_sign_in(store.conn, digest(begun.token), NOW)
    if act == "sessions":
        with trail_transaction(store.conn, actor="x", action="sessions_revoke", detail="", now=NOW):
            end_sessions(store.conn, account.id, NOW)
    elif act == "password":
        set_password(store.conn, account, f"{GOOD} again", actor="x", now=NOW)
    else:
        change_own_password(store.conn, account, GOOD, f"{GOOD} again", now=NOW)
    assert pending_sign_in(store.conn, digest(begun.token), NOW) is None


def test_the_step_of_a_new_password_ends_all_but_itself(store: Store, account: Account) -> None:
    own, other = (digest(begin_steps(store.conn, account.id, NOW)) for _ in range(2))
    kept = KeptSignIn(step=own)
    change_own_password(store.conn, account, GOOD, f"{GOOD} again", now=NOW, keep=kept)
    assert pending_sign_in(store.conn, own, NOW) and pending_sign_in(store.conn, other, NOW) is None


def test_a_role_that_has_to_have_one_enrols_before_it_sees_anything(store: Store, account: Account) -> None:
    set_rule(store.conn, "second_factor", "chief", actor="x", now=NOW)
    begun = sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900)
    assert begun.step is Step.ENROL and begun.token and viewer_of(store.conn, digest(begun.token), NOW) is None
    enrolled(store, account)
    note_proof(store.conn, digest(begun.token))
    assert go_on(store.conn, digest(begun.token), Client("a"), now=NOW, seconds=900).token
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900).step is Step.CODE


def test_a_lost_telephone_is_forgotten_with_all_sessions(store: Store, account: Account) -> None:
    token = sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900).token
    assert token
    with pytest.raises(AccountError, match="没有"):
        remove_factor(store.conn, account, actor="cli:me", now=NOW)
    enrolled(store, account)
    remove_factor(store.conn, account, actor="cli:me", now=NOW)
    assert viewer_of(store.conn, digest(token), NOW) is None
    assert factor_state(store.conn, account.id).codes_left == 0
    assert sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900).step is None
