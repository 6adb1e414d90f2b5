"""Settings of what comes out by itself, where to and by which mail server: a TOML file of the bureau, checked."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from core.bulletins.formats.write import FORMATS
from core.catalogue.problems import CatalogueError, Problem, located
from core.catalogue.validation_text import validation_faults

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")


class MailServer(BaseModel):
    """The mail server.

    security: starttls or tls; none only to this machine itself, since mail would be readable. ca_file: the bureau's own
    authority, which alone is trusted then. password_file: a file with nothing but the password of `user`; without it
    the environment has it. Both paths may be relative to the file of settings.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str
    user: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None

    @field_validator("sender")
    @classmethod
    def _sender(cls, sender: str) -> str:
        return checked_address(sender)

    @model_validator(mode="after")
    def _plain_only_here(self) -> MailServer:
        if self.security == "none" and not _is_loopback(self.host):
            raise ValueError("不加密（none）只能发给本机的邮件服务，其余写 starttls 或 tls")
        return self

    @model_validator(mode="after")
    def _password_of_a_user(self) -> MailServer:
        if self.password_file is not None and not self.user:
            raise ValueError("写了 password_file，要有 user")
        return self

    def with_paths_in(self, folder: Path) -> MailServer:
        """Return it with its paths taken from a folder where they are relative."""
        paths = {"password_file": self.password_file, "ca_file": self.ca_file}
        return self.model_copy(update={name: path and folder / path for name, path in paths.items()})


class DueRule(BaseModel):
    """One bulletin that comes out: its kind and unit, as a draft for people or as it was issued, and where to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, Field(min_length=1)]
    unit: str | None = None
    what: Literal["draft", "issued"] = "issued"
    formats: Annotated[list[str], Field(min_length=1)] = [".docx"]
    folder: Path | None = None
    mail: list[str] = []

    @field_validator("formats")
    @classmethod
    def _known_formats(cls, formats: list[str]) -> list[str]:
        if unknown := [ending for ending in formats if ending not in FORMATS]:
            raise ValueError(f"不认识的格式 {'、'.join(unknown)}，可写 {'、'.join(FORMATS)}")
        return formats

    @field_validator("mail")
    @classmethod
    def _addresses(cls, mail: list[str]) -> list[str]:
        return [checked_address(address) for address in mail]

    @model_validator(mode="after")
    def _somewhere(self) -> DueRule:
        if self.folder is None and not self.mail:
            raise ValueError("写 folder（文件夹）或 mail（收件人），至少一样")
        return self


class DeliverySettings(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    due: Annotated[list[DueRule], Field(min_length=1)]
    smtp: MailServer | None = None

    @model_validator(mode="after")
    def _mail_needs_a_server(self) -> DeliverySettings:
        if self.smtp is None and any(rule.mail for rule in self.due):
            raise ValueError("写了收件人（mail），要有 [smtp]")
        return self


def checked_address(address: str) -> str:
    """Return a mail address. Raises ValueError (Chinese) for what is none."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"“{address}”不是邮箱地址")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_settings(file: Path) -> DeliverySettings:
    """Read the file. Raises CatalogueError with place and mend (Chinese)."""
    try:
        settings = DeliverySettings.model_validate(tomllib.loads(file.read_text("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError([Problem(file.name, "-", f"不是 TOML（{error}）", "改正所指的那一行")]) from error
    except ValidationError as error:
        raise CatalogueError([located(file.name, "due", fault) for fault in validation_faults(error)]) from error
    if settings.smtp is None:
        return settings
    return settings.model_copy(update={"smtp": settings.smtp.with_paths_in(file.parent)})
