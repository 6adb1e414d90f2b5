"""The proxies of docs/proxy.md, run for real: Debian's nginx and Caddy with the very examples, on ports of our own."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.handbook import blocks

NAME = "localhost"
SECONDS = 20
MAIN = "daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ access_log off; {example} }}"


def example(document: str, language: str) -> str:
    (only,) = blocks(document, language)
    return only


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of our own for this machine, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    names = [x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    crt, pem = folder / "tls.crt", folder / "tls.key"
    crt.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem.write_bytes(key.private_bytes(*form))
    return crt, pem


def command_of(proxy: str) -> str | None:
    return shutil.which(proxy) or shutil.which(proxy, path="/usr/sbin")


@contextmanager
def proxy(kind: str, folder: Path, server_port: int, document: str, without: str = "") -> Iterator[str]:
    """Run the example of a document in front of a server; yields the address at which browsers find it.

    Lines of the example that have the word `without` in them are left out.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    crt, key = certificate(folder)
    lines = example(document, kind).splitlines()
    text = "\n".join(line for line in lines if not without or without not in line)
    for old, new in (
        ("/etc/fengjing/tls.crt", str(crt)),
        ("/etc/fengjing/tls.key", str(key)),
        ("127.0.0.1:8501", f"127.0.0.1:{server_port}"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("portal.example:443", f"{NAME}:{port}"),
        ("portal.example", NAME),
    ):
        text = text.replace(old, new)
    program = command_of(kind)
    assert program, "bootstrap.py test installs it"
    config = folder / "config"
    if kind == "nginx":
        config.write_text(MAIN.format(folder=folder, example=text))
        command = [program, "-p", str(folder), "-c", str(config)]
    else:
        config.write_text(f"{{\n admin off\n auto_https disable_redirects\n skip_install_trust\n}}\n{text}")
        command = [program, "run", "--adapter", "caddyfile", "--config", str(config)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    try:
        _wait_for(port, process, folder / "log")
        yield f"https://{NAME}:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    deadline = time.monotonic() + SECONDS
    while True:
        assert process.poll() is None, log.read_text()
        try:
            with (
                socket.create_connection(("127.0.0.1", port), 2) as plain,
                unchecked.wrap_socket(plain, server_hostname=NAME),
            ):
                return
        except OSError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
