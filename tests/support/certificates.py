"""Certificates of a bureau's own authority, made for a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = (x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")))


@dataclass(frozen=True)
class Authority:
    """An authority that signs certificates into a folder."""

    folder: Path
    name: str = "某局 CA"

    @cached_property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def _subject(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, self.name)])

    @cached_property
    def file(self) -> Path:
        """The authority's own certificate."""
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        builder = self._builder(self._subject, self._key.public_key(), days=2)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        return self._written("ca.crt", builder.add_extension(usage, critical=True))

    def certificate(self, names: Sequence[x509.GeneralName] = HERE, days: int = 2) -> tuple[Path, Path]:
        """Sign a certificate for names, valid for so many days from now; return its file and that of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
        builder = self._builder(subject, key.public_key(), days)
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        signed = self._written(f"server{days}.crt", builder.add_extension(authority, critical=False))
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        key_file = self.folder / f"server{days}.key"
        key_file.write_bytes(key.private_bytes(*form))
        return signed, key_file

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
        end = datetime.now(UTC) + timedelta(days=days)
        begin = min(datetime.now(UTC), end) - timedelta(days=1)
        identifier = x509.SubjectKeyIdentifier.from_public_key(key)
        builder = x509.CertificateBuilder(self._subject, subject, key, x509.random_serial_number(), begin, end)
        return builder.add_extension(identifier, critical=False)

    def _written(self, name: str, builder: x509.CertificateBuilder) -> Path:
        file = self.folder / name
        file.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return file
