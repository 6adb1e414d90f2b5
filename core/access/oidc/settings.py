"""Settings of single sign-on: a TOML file of the bureau, checked whole before anybody signs in by it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from core.access.roles import EVERYONE, Role
from core.store.file_faults import file_reason
from core.store.sqlite import StoreError

START, CALLBACK = "/auth/sso", "/auth/sso/callback"  # below the address of ours that browsers use
FILE_VARIABLE = "FENGJING_OIDC"
SECRET_VARIABLE = "FENGJING_OIDC_SECRET"
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_OTHERS_BITS = 0o077  # of a file's mode: access by others than its owner
_FAULTS = {"missing": "缺少这一项", "extra_forbidden": "没有这一项，请核对拼写"}


class SettingsError(StoreError):
    """Settings that cannot be used; the message (Chinese) names every fault."""


def safe_address(text: str) -> str:
    """An address that may carry an identity: HTTPS, or this machine. Raises ValueError (Chinese)."""
    address = urlsplit(text)
    if not address.hostname or address.username or address.fragment:
        raise ValueError("要写完整的网址，如 https://sso.example")
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOCAL_HOSTS):
        raise ValueError("必须是 https（本机除外）")
    return text


def _without_trailing_slash(text: str) -> str:
    return safe_address(text).rstrip("/")


class RoleRule(BaseModel):
    """Rule by which whoever has `value` in `claim` gets `role` over a unit, which is named here or in a claim.

    `domain` is the page of the field of work that a department is bound to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    claim: str = Field(min_length=1)
    value: str = Field(min_length=1)
    role: Role
    unit: str | None = None
    unit_claim: str | None = None
    officer_claim: str | None = None
    domain: str | None = None

    @model_validator(mode="after")
    def _check(self) -> RoleRule:
        if self.role not in EVERYONE:
            raise ValueError(f"账号没有 {self.role} 这个角色")
        if (self.unit is None) == (self.unit_claim is None):
            raise ValueError("unit（哪个单位）和 unit_claim（哪一项写着单位）要写一个，只写一个")
        if self.role is Role.OFFICER and self.officer_claim is None:
            raise ValueError("民警要写 officer_claim：哪一项写着警号")
        if (self.role is Role.DEPARTMENT) != (self.domain is not None):
            raise ValueError("业务部门要写 domain：归哪个业务页；别的角色不写")
        return self


class Settings(BaseModel):
    """Settings of the provider, of this product as its client, and of the roles that it grants."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    name: str = Field(default="统一身份认证", min_length=1, max_length=16)
    issuer: Annotated[str, AfterValidator(safe_address)]  # to the letter: it is compared with what tokens say
    client_id: str = Field(min_length=1)
    client_secret: SecretStr | None = None
    address: Annotated[str, AfterValidator(_without_trailing_slash)]
    scopes: tuple[str, ...] = ("openid", "profile")
    ca_file: Path | None = None
    userinfo: bool = False
    clock_skew: int = Field(default=60, ge=0, le=300)
    name_claim: str = "preferred_username"
    roles: tuple[RoleRule, ...] = ()

    @property
    def callback(self) -> str:
        """The address to which the provider sends the browser back; it has to know it."""
        return self.address + CALLBACK

    @model_validator(mode="after")
    def _check(self) -> Settings:
        if "openid" not in self.scopes:
            raise ValueError("scopes 里要有 openid")
        if self.ca_file is not None and not self.ca_file.is_file():
            raise ValueError(f"没有证书文件 {self.ca_file}")
        return self


def load_settings(path: Path) -> Settings:
    """Reads the file; the secret may come from the environment instead. Raises SettingsError (Chinese)."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"读不了 {path}：{file_reason(error)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} 不是合格的 TOML：{error}") from error
    if "client_secret" in document and os.name == "posix" and path.stat().st_mode & _OTHERS_BITS:
        raise SettingsError(f"{path} 里有密钥，别人也能读：请先 chmod 600 {path}")
    if secret := os.environ.get(SECRET_VARIABLE):
        document["client_secret"] = secret
    if isinstance(ca_file := document.get("ca_file"), str):
        document["ca_file"] = str(path.parent / ca_file)  # beside the file, unless it is a whole path
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        faults = "；".join(_fault(fault) for fault in error.errors(include_url=False, include_input=False))
        raise SettingsError(f"{path}：{faults}") from None  # the cause would repeat what was written


def _fault(error: Any) -> str:
    place = ".".join(str(step) for step in error["loc"])
    cause = error.get("ctx", {}).get("error")
    text = _FAULTS.get(error["type"]) or (str(cause) if cause else "这个值不行")
    return f"{place} {text}" if place else text
