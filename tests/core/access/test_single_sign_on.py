"""Single sign-on away from the browser: its settings, what a rule grants, an attempt, and what a provider may say."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from core.access.accounts import AccountError, add_account, find_account
from core.access.client import Client
from core.access.oidc.identity import Identity, claim_texts, fingerprint, scope_of
from core.access.oidc.provider import Provider
from core.access.oidc.refusals import MESSAGES, Reason, SignOnRefusedError
from core.access.oidc.settings import SECRET_VARIABLE, RoleRule, Settings, SettingsError, load_settings
from core.access.oidc.sign_on import link_account, sign_on
from core.access.roles import EVERYONE, Role
from core.access.sessions import viewer_of
from core.access.sign_in import sign_in
from core.access.tokens import digest
from core.access.viewer import Scope
from core.store.create import create_store
from core.store.store import Store
from core.store.units import NewUnit, add_units
from dashboards.auth.attempt import ATTEMPT_SECONDS, Attempts
from dashboards.cli.command import cli
from tests.support.provider import provider

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from sqlite3 import Connection

NOW = 1_790_000_000
MINIMAL: dict[str, Any] = {"issuer": "https://sso.example", "client_id": "x", "address": "https://board.example"}
CHIEF: dict[str, Any] = {"claim": "groups", "value": "chiefs", "role": "chief", "unit": "甲局"}
STATION: dict[str, Any] = {"claim": "groups", "value": "heads", "role": "station", "unit_claim": "dept"}
OFFICER: dict[str, Any] = {**STATION, "value": "police", "role": "officer", "officer_claim": "number"}


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    store = create_store(tmp_path / "x.db", bureau="甲局", demo=False, now=NOW)
    fill(store)
    yield store.conn
    store.close()


def fill(store: Store) -> None:
    with store.write("test", "units", "", NOW):
        add_units(store, [NewUnit("S1", "一所", "station", "甲局"), NewUnit("S2", "二所", "station", "甲局")])
        store.db.execute("INSERT INTO officer (id, name) VALUES ('P1', '虚构')")


def rules(*declared: dict[str, Any]) -> tuple[RoleRule, ...]:
    return tuple(RoleRule.model_validate(rule) for rule in declared)


def settings(*told: dict[str, Any], **more: Any) -> Settings:
    return Settings.model_validate({**MINIMAL, **more, "roles": list(told)})


def somebody(subject: str = "s", **claims: object) -> Identity:
    return Identity(MINIMAL["issuer"], subject, claims)


def enter(conn: Connection, identity: Identity, sso_settings: Settings) -> Scope:
    token = sign_on(conn, identity, sso_settings, Client("-"), now=NOW, seconds=60)
    viewer = viewer_of(conn, digest(token), NOW)
    assert viewer is not None
    return viewer.scope


def refusal(conn: Connection, identity: Identity, sso_settings: Settings) -> Reason:
    before = conn.execute("SELECT count(*) FROM session").fetchone()
    with pytest.raises(SignOnRefusedError) as refused:
        sign_on(conn, identity, sso_settings, Client("-"), now=NOW, seconds=60)
    assert conn.execute("SELECT count(*) FROM session").fetchone() == before
    (action, detail) = conn.execute("SELECT action, detail FROM audit ORDER BY id DESC").fetchone()
    assert action == "sso_refused" and detail.startswith(refused.value.reason)
    return refused.value.reason


def written(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / "oidc.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


BARE = 'issuer = "https://sso.example"\nclient_id = "x"\naddress = "https://board.example"\n'


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("issuer = ", "TOML"),
        ('client_id = "x"', "issuer 缺少这一项"),
        (BARE + 'isuer = "x"', "isuer 没有这一项"),
        (BARE.replace("https://sso", "http://sso"), "必须是 https"),
        (BARE.replace("https://board", "http://board"), "必须是 https"),
        (BARE.replace("https://sso.example", "sso.example"), "完整的网址"),
        (BARE.replace("https://sso.example", "https://user:pass@sso.example"), "完整的网址"),
        (BARE + 'scopes = ["profile"]', "要有 openid"),
        (BARE + 'ca_file = "none.pem"', "没有证书文件"),
        (BARE + "clock_skew = 3600", "clock_skew"),
        (BARE + '[[roles]]\nclaim = "g"\nvalue = "v"\nrole = "chief"', "只写一个"),
        (BARE + '[[roles]]\nclaim = "g"\nvalue = "v"\nrole = "chief"\nunit = "a"\nunit_claim = "b"', "只写一个"),
        (BARE + '[[roles]]\nclaim = "g"\nvalue = "v"\nrole = "officer"\nunit = "a"', "officer_claim"),
        (BARE + '[[roles]]\nclaim = "g"\nvalue = "v"\nrole = "kiosk"\nunit = "a"', "没有 kiosk"),
        (BARE + '[[roles]]\nclaim = "g"\nvalue = "v"\nrole = "admin"\nunit = "a"', "roles.0.role"),
    ],
)
def test_settings_that_will_not_do_are_told_in_chinese(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(written(tmp_path, text))
    assert word in str(refused.value)


def test_a_secret_is_neither_shown_nor_readable_by_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = BARE + 'client_secret = "hush hush"\n'
    loaded = load_settings(written(tmp_path, secret))
    assert loaded.client_secret is not None and loaded.client_secret.get_secret_value() == "hush hush"
    assert "hush" not in repr(loaded) and "hush" not in str(loaded.model_dump())
    with pytest.raises(SettingsError, match="chmod 600"):
        load_settings(written(tmp_path, secret, 0o640))
    with pytest.raises(SettingsError) as refused:
        load_settings(written(tmp_path, secret + "scopes = []\nroles = 3"))
    assert "hush" not in str(refused.value)
    monkeypatch.setenv(SECRET_VARIABLE, "of the environment")
    loaded = load_settings(written(tmp_path, BARE, 0o644))
    assert loaded.client_secret is not None and loaded.client_secret.get_secret_value() == "of the environment"


def test_the_example_is_good() -> None:
    example = Path("core/access/oidc/example.toml")
    loaded = load_settings(example)
    assert {rule.role for rule in loaded.roles} == {Role.INSPECTOR, Role.STATION, Role.OFFICER, Role.DEPARTMENT}
    text = example.read_text("utf-8")
    for key in Settings.model_fields:
        assert f"{key} = " in text or f"[[{key}]]" in text


@pytest.mark.parametrize("readme", ["dashboards/README.md", "dashboards/README.zh-CN.md"])
def test_every_key_is_in_the_readme(readme: str) -> None:
    text = Path(readme).read_text("utf-8")
    keys = {*Settings.model_fields, *RoleRule.model_fields} - {"roles"}
    assert not {key for key in keys if f"`{key}`" not in text} and "`[[roles]]`" in text


def test_claims_are_read_as_they_come() -> None:
    claims = {"one": "a", "many": ["a", 1, None, True, {}], "deep": {"er": {"est": ["x"]}}, "https://x/y.z": "u"}
    assert claim_texts(claims, "one") == ("a",) and claim_texts(claims, "many") == ("a", "1")
    assert claim_texts(claims, "deep.er.est") == ("x",) and claim_texts(claims, "https://x/y.z") == ("u",)
    assert claim_texts(claims, "none") == claim_texts(claims, "one.more") == claim_texts(claims, "deep") == ()


def test_the_first_rule_that_fits_counts(conn: Connection) -> None:
    role_rules = rules(CHIEF, STATION, OFFICER)
    assert scope_of(conn, {"groups": ["heads", "chiefs"]}, role_rules) == Scope(Role.CHIEF, 1)
    assert scope_of(conn, {"groups": "heads", "dept": "S2"}, role_rules) == Scope(Role.STATION, 3)
    assert scope_of(conn, {"groups": "heads", "dept": "二所"}, role_rules) == Scope(Role.STATION, 3)
    assert scope_of(conn, {"groups": "police", "dept": ["S1"], "number": "P1"}, role_rules) == Scope(
        Role.OFFICER, 2, "P1"
    )


@given(claims=st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.lists(st.text(max_size=8))))
def test_nobody_is_let_in_by_what_no_rule_names(claims: dict[str, Any]) -> None:
    role_rules = rules({**CHIEF, "claim": "very long claim"}, {**CHIEF, "value": "a very long value"})
    assert scope_of(None, claims, role_rules) is None  # type: ignore[arg-type]  # no rule fits, so nothing is looked up
    assert scope_of(None, {**claims, "groups": "chiefs"}, ()) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": "heads"},
        {"groups": "heads", "dept": ["S1", "S2"]},
        {"groups": "heads", "dept": "S3"},
        {"groups": "heads", "dept": "甲局"},  # a station's chief of the whole bureau there is not
        {"groups": "police", "dept": "S1"},
        {"groups": "police", "dept": "S1", "number": "P2"},
    ],
)
def test_a_unit_or_an_officer_in_doubt_is_refused(conn: Connection, claims: dict[str, Any]) -> None:
    assert refusal(conn, somebody(**claims), settings(STATION, OFFICER)) is Reason.RULE
    assert conn.execute("SELECT count(*) FROM account").fetchone() == (0,)


def test_an_account_is_made_once_and_follows_the_rule(conn: Connection) -> None:
    rule_settings = settings(CHIEF, STATION)
    for _ in range(2):
        assert enter(conn, somebody(groups="heads", dept="S1", preferred_username="张三"), rule_settings) == Scope(
            Role.STATION, 2
        )
    assert enter(conn, somebody(groups="heads", dept="S2"), rule_settings) == Scope(Role.STATION, 3)
    assert enter(conn, somebody(groups="chiefs"), rule_settings) == Scope(Role.CHIEF, 1)
    assert conn.execute("SELECT name, role, password FROM account").fetchall() == [("张三", "chief", None)]
    assert sign_in(conn, "张三", "", Client("-"), now=NOW, seconds=60).token is None
    with pytest.raises(AccountError):
        link_account(conn, find_account(conn, "张三"), "https://other", "x", actor="test", now=NOW)


def test_another_issuers_subject_is_somebody_else(conn: Connection) -> None:
    assert fingerprint("https://a", "b") != fingerprint("https://b", "b") != fingerprint("https://b", "a")
    add_account(conn, "李四", Scope(Role.STEWARD, 1), None, actor="test", now=NOW)
    link_account(conn, find_account(conn, "李四"), MINIMAL["issuer"], "s", actor="test", now=NOW)
    assert enter(conn, somebody(), settings()).role is Role.STEWARD
    assert refusal(conn, Identity("https://evil.example", "s", {}), settings()) is Reason.UNKNOWN
    assert refusal(conn, somebody("S"), settings()) is Reason.UNKNOWN


def test_no_rule_reaches_an_account_that_was_tied(conn: Connection) -> None:
    add_account(conn, "李四", Scope(Role.STATION, 2), None, actor="test", now=NOW)
    link_account(conn, find_account(conn, "李四"), MINIMAL["issuer"], "s", actor="test", now=NOW)
    assert enter(conn, somebody(groups="chiefs"), settings(CHIEF)) == Scope(Role.STATION, 2)


@pytest.mark.parametrize("role", EVERYONE)
def test_nobody_is_anything_by_default(conn: Connection, role: Role) -> None:
    nobody = somebody(groups=[role, "admin", "root"], role=role, preferred_username="admin")
    assert refusal(conn, nobody, settings()) is Reason.UNKNOWN


def test_an_attempt_is_one_browsers_once_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = Attempts()
    attempt, name, cookie = attempts.start("/x")
    assert attempt.state not in name and attempts.start("/x")[1] != name
    with pytest.raises(SignOnRefusedError, match="state"):
        Attempts().take(attempt.state, cookie)  # another process's, or made up
    assert attempts.take(attempt.state, cookie) == attempt
    with pytest.raises(SignOnRefusedError, match="used"):
        attempts.take(attempt.state, cookie)
    late, _, cookie = attempts.start("/")
    then = time.time() + ATTEMPT_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: then)
    with pytest.raises(SignOnRefusedError) as refused:
        attempts.take(late.state, cookie)
    assert refused.value.reason is Reason.TOO_SLOW


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"issuer": "http://localhost:1"}, Reason.MISCONFIGURED),
        ({"jwks_uri": "http://evil.example/jwks"}, Reason.MISCONFIGURED),
        ({"token_endpoint": "file:///etc/passwd"}, Reason.MISCONFIGURED),
        ({"authorization_endpoint": None}, Reason.MISCONFIGURED),
    ],
)
def test_a_provider_that_contradicts_the_settings_is_not_asked(metadata: dict[str, Any], reason: Reason) -> None:
    with provider({}) as other:
        other.metadata = metadata
        client = Provider(settings(issuer=other.url))
        for _ in range(2):  # the second time without asking
            with pytest.raises(SignOnRefusedError) as refused:
                client.discover()
            assert refused.value.reason is reason


@pytest.mark.parametrize(("status", "reason"), [(500, Reason.UNREACHABLE), (404, Reason.MISCONFIGURED)])
def test_a_provider_that_is_out_of_order_is_told(status: int, reason: Reason) -> None:
    with provider({}) as other:
        other.broken = status
        with pytest.raises(SignOnRefusedError) as refused:
            Provider(settings(issuer=other.url)).discover()
    assert refused.value.reason is reason


def test_what_userinfo_says_counts_for_the_same_subject_alone() -> None:
    with provider({"s": {"groups": ["chiefs"]}, "t": {"groups": ["others"]}}) as other:
        client = Provider(settings(issuer=other.url, userinfo=True, client_secret="any"))
        assert find(client, "s").claims["groups"] == ["chiefs"]
        other.lie = lambda claims: {**claims, "sub": "t"}
        with pytest.raises(SignOnRefusedError, match="another subject"):
            find(client, "s")


def find(provider: Provider, person: str) -> Identity:
    away = provider.address(state="state", nonce="nonce", verifier="v" * 43)
    answer = requests.post(away, data={"sub": person}, allow_redirects=False, timeout=20)
    code = answer.headers["location"].partition("code=")[2].partition("&")[0]
    return provider.identity(code, nonce="nonce", verifier="v" * 43, now=int(time.time()))


def test_a_client_that_the_provider_does_not_know_is_a_matter_of_settings() -> None:
    with provider({"s": {}}) as other, pytest.raises(SignOnRefusedError, match="misconfigured: invalid_client"):
        find(Provider(settings(issuer=other.url)), "s")  # without the secret that it wants


def test_every_reason_has_its_words() -> None:
    assert set(MESSAGES) == set(Reason) and len(set(MESSAGES.values())) == len(MESSAGES)


def test_the_settings_are_checked_by_a_command(tmp_path: Path) -> None:
    with provider({}) as other:
        path = written(tmp_path, BARE.replace("https://sso.example", other.url))
        done = CliRunner().invoke(cli, ["sso", "check", "--oidc", str(path)])
        assert done.exit_code == 0 and "https://board.example/auth/sso/callback" in done.output
        assert "没有角色规则" in done.output
    done = CliRunner().invoke(cli, ["sso", "check", "--oidc", str(path)])
    assert done.exit_code == 1 and MESSAGES[Reason.UNREACHABLE] in done.output


def test_nobody_serves_by_it_without_an_account(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    create_store(db, bureau="甲局", demo=False, now=NOW).close()
    done = CliRunner().invoke(cli, ["serve", "--db", str(db), "--oidc", str(written(tmp_path, BARE))])
    assert done.exit_code == 1 and "建好数据管理员的账号" in done.output


def test_the_boards_need_none_of_its_libraries() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('authlib', 'joserfc', 'itsdangerous'))); "
        "import dashboards.cli.command, dashboards.auth.pages as pages; pages.front_pages()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
