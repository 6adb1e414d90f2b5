"""Signatures of published boards (Ed25519): a key that publishes, and its public half, by which boards are shown."""

from __future__ import annotations

import base64
import os
import stat
from dataclasses import replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from core.board_folder.published_board import PublishedBoard
from core.store.errors import StoreError
from core.store.file_faults import file_reason
from core.store.whole_file import whole_file

PUBLIC_ENDING = ".pub"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_key(file: Path) -> Path:
    """Make a key in a file that only its owner may read, with its public half beside it, which is returned.

    Raises StoreError (Chinese) where there is a file already, or none can be written.
    """
    key, public = Ed25519PrivateKey.generate(), file.with_name(f"{file.name}{PUBLIC_ENDING}")
    private_text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public_text = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for path, text, mode in ((file, private_text, 0o600), (public, public_text, 0o644)):
        try:
            with whole_file(path, is_new=True, mode=0o600) as stream:
                Path(stream.name).chmod(mode)  # whatever the umask is: servers of other users read the public half
                stream.write(text)
        except OSError as error:
            if path == public:
                file.unlink()  # else the next try finds a key without its public half
            raise StoreError(f"密钥文件 {path} 写不了（{file_reason(error)}）。") from error
    return public


def read_private_key(file: Path) -> Ed25519PrivateKey:
    """Return the key that publishes. Raises StoreError (Chinese) where others may read it, or it is no such key."""
    try:
        mode, text = file.stat().st_mode, file.read_bytes()
    except OSError as error:
        raise StoreError(f"签名密钥 {file} 读不了（{file_reason(error)}）。") from error
    if os.name == "posix" and mode & _OTHERS:
        raise StoreError(f"签名密钥 {file} 别的用户也能读：请先运行 chmod 600 {file}")
    try:
        key = load_pem_private_key(text, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StoreError(_no_key(file)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StoreError(_no_key(file))
    return key


def read_public_key(file: Path) -> Ed25519PublicKey:
    """Return the public half of a key. Raises StoreError (Chinese) where it is no such key."""
    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as error:
        raise StoreError(f"公钥 {file} 读不了（{file_reason(error)}）。") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise StoreError(_no_key(file)) from error
    if not isinstance(key, Ed25519PublicKey):
        raise StoreError(_no_key(file))
    return key


def signed(board: PublishedBoard, key: Ed25519PrivateKey | None) -> PublishedBoard:
    """Return what a pointer says with its signature; as it is where there is no key."""
    if key is None:
        return board
    return replace(board, signature=base64.b64encode(key.sign(board.signed_text())).decode())


def require_signed(board: PublishedBoard, key: Ed25519PublicKey) -> None:
    """Raise StoreError (Chinese) unless a pointer is signed by the key's other half."""
    name = f"第 {board.number} 次发布的看板"
    if not board.signature:
        raise StoreError(f"{name}没有签名：发布时请加 --key。")
    try:
        key.verify(base64.b64decode(board.signature, validate=True), board.signed_text())
    except (InvalidSignature, ValueError) as error:
        raise StoreError(f"{name}签名不对：不是用这把公钥的另一半签的，或签后被改过。") from error


def _no_key(file: Path) -> str:
    return f"{file} 不是看板签名的密钥（Ed25519）：请用 fengjing board key --out 文件 新建一对。"
