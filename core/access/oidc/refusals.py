"""Reasons for which single sign-on is refused, in words for whoever stands before the page."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Reason of a refusal; the value is written into the log and the trail."""

    UNREACHABLE = "unreachable"
    MISCONFIGURED = "misconfigured"
    CANCELLED = "cancelled"
    TURNED_DOWN = "turned_down"
    STATE = "state"
    TOO_SLOW = "too_slow"
    CODE = "code"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    CLOCK = "clock"
    TOKEN = "token"
    UNKNOWN = "unknown"
    DISABLED = "disabled"
    NAME_TAKEN = "name_taken"
    RULE = "rule"


# A token that came and is not to be believed: somebody may be lying, so it is written into the trail.
UNTRUSTED = frozenset({Reason.SIGNATURE, Reason.ISSUER, Reason.AUDIENCE, Reason.NONCE, Reason.CLOCK, Reason.TOKEN})
_ASK = "请找本局数据管理员。"
MESSAGES = {
    Reason.UNREACHABLE: "连不上统一身份认证，请稍后再试；有密码的账号仍可在这里登录。",
    Reason.MISCONFIGURED: f"统一身份认证的设置与对方所说的不一致，没有登录。{_ASK}",
    Reason.CANCELLED: "您在统一身份认证那边取消了登录。",
    Reason.TURNED_DOWN: f"统一身份认证没有同意这次登录。{_ASK}",
    Reason.STATE: "这次登录不是从这个浏览器开始的，或者已经用过了。请重新登录。",
    Reason.TOO_SLOW: "登录用了太长时间，已经作废。请重新登录。",
    Reason.CODE: "统一身份认证说这张登录凭据用过了，或不是给本系统的。请重新登录。",
    Reason.SIGNATURE: f"身份凭据没有签名，或签名不对，没有登录。{_ASK}",
    Reason.ISSUER: f"身份凭据不是本局统一身份认证签发的，没有登录。{_ASK}",
    Reason.AUDIENCE: f"身份凭据是发给别的系统的，没有登录。{_ASK}",
    Reason.NONCE: "身份凭据不是为这次登录签发的，没有登录。请重新登录。",
    Reason.CLOCK: f"身份凭据已过期或还没有生效：多半是两边的时钟不一致。{_ASK}",
    Reason.TOKEN: f"统一身份认证给的身份凭据不完整，没有登录。{_ASK}",
    Reason.UNKNOWN: "统一身份认证认得您，但您在枫警还没有账号。请把下面的编号交给本局数据管理员。",
    Reason.DISABLED: f"您的账号已停用。{_ASK}",
    Reason.NAME_TAKEN: f"与您同名的账号已经有了，不能自动建账号。{_ASK}",
    Reason.RULE: f"您的单位或警号在枫警里查不到，不能确定您能看什么。{_ASK}",
}


class SignOnRefusedError(Exception):
    """Nobody was let in. `detail` is for the log: it holds no token, no code and no secret."""

    def __init__(self, reason: Reason, detail: str = "", subject: str | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.subject = subject  # shown to the person whom it names, and written nowhere

    @property
    def message(self) -> str:
        """The reason, in Chinese."""
        return MESSAGES[self.reason]
