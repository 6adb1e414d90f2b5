"""Faults of sending mail in plain words: what went wrong, and what a bureau can do about it (Chinese)."""

from __future__ import annotations

import smtplib
import socket
import ssl

from core.bulletins.delivery.settings import MailServer

# Reasons of OpenSSL why a certificate is not trusted (X509_V_ERR_…).
_EXPIRED, _NOT_YET_VALID, _OTHER_NAME, _OTHER_ADDRESS = 10, 9, 62, 64
_WRONG_PASSWORD_CODES = (530, 534, 535)
_TRUST_HINT = "若由本局自己的 CA 签发，用 ca_file 指明 CA 的证书"


def fault_reason(error: Exception, server: MailServer) -> str:
    """Return why a message was not sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"证书不可信，没有发送：{_distrust(error, server)}"
    if isinstance(error, ssl.SSLError):
        return f"没有建立加密连接（{error.reason or error}），没有改用不加密的发送：核对 port 与 security 是否相配"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _unsupported(server)
    if isinstance(error, smtplib.SMTPAuthenticationError) or (
        isinstance(error, smtplib.SMTPResponseException) and error.smtp_code in _WRONG_PASSWORD_CODES
    ):
        return f"用户名或密码不被接受（{_answer(error)}）"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"收件地址不被接受：{'、'.join(error.recipients)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"邮件服务回答 {_answer(error)}"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "连接被对方断开：核对 port 与 security 是否相配"
    return _unreachable(error)


def _distrust(error: ssl.SSLCertVerificationError, server: MailServer) -> str:
    if error.verify_code == _EXPIRED:
        return "证书已过期，请邮件服务的管理员换新"
    if error.verify_code == _NOT_YET_VALID:
        return "证书还没有到生效的时间，核对两边的时钟"
    if error.verify_code in (_OTHER_NAME, _OTHER_ADDRESS):
        return f"证书不是发给 {server.host} 的，host 要写证书上的名称"
    return f"不是由所信任的 CA 签发的（{error.verify_message}）；{_TRUST_HINT}"


def _unsupported(server: MailServer) -> str:
    if server.security == "starttls":
        return "邮件服务不支持 STARTTLS 或所要的登录方式，没有改用不加密的发送：核对 port 与 security"
    return "邮件服务不支持登录，或不支持所要的登录方式"


def _answer(error: Exception) -> str:
    if not isinstance(error, smtplib.SMTPResponseException):
        return str(error)
    text = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
    return f"{error.smtp_code} {' '.join(text.split())}"


def _unreachable(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "找不到这个主机名"
    if isinstance(error, TimeoutError):
        return "连不上，等候超时"
    if isinstance(error, ConnectionRefusedError):
        return "连接被拒绝：邮件服务没有开，或 port 不对"
    return str(error)
