"""A certificate authority of the tests' own, and certificates that it gives out."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two PEM files."""

    chain: Path
    key: Path


class Authority:
    """`bundle` is the PEM file by which it is trusted."""

    def __init__(self, folder: Path, name: str = "Tests") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} authority")])
        self._certificate = self._sign(self._name, self._key.public_key(), x509.BasicConstraints(True, None), [])
        self.bundle = folder / "authority.pem"
        self.bundle.write_bytes(_pem(self._certificate))

    def issue(self, *names: str, expired: bool = False) -> Certificate:
        """A certificate for names and IP addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        basic = x509.BasicConstraints(False, None)
        certificate = self._sign(subject, key.public_key(), basic, list(names), expired=expired)
        stem = f"{names[0]}{'-expired' if expired else ''}"
        given = Certificate(self._folder / f"{stem}.pem", self._folder / f"{stem}.key")
        given.chain.write_bytes(_pem(certificate) + _pem(self._certificate))
        given.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return given

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        basic: x509.BasicConstraints,
        names: list[str],
        *,
        expired: bool = False,
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        until = now - _DAY if expired else now + 30 * _DAY
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 10 * _DAY)
            .not_valid_after(until)
            .add_extension(basic, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(list(map(_general, names))), critical=False)
        else:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self._key, hashes.SHA256())


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
