"""The certificate that is shown to other mail servers. It is read anew when it was renewed, without a restart."""

import ssl
from pathlib import Path
from typing import Final

import structlog

from balcao.channels.contract import Site

log: Final = structlog.get_logger()


class OwnCertificate:
    """Two PEM files."""

    def __init__(self, chain: Path, key: Path) -> None:
        self._chain = chain
        self._key = key
        self._mark = self._marks()
        self._context = self._read()

    @property
    def context(self) -> ssl.SSLContext:
        """What connections are protected with, as the files are now; while those are unusable, as they were."""
        try:
            if (mark := self._marks()) != self._mark:
                self._context, self._mark = self._read(), mark
        except OSError as error:
            log.warning("the certificate of the mail server cannot be read anew", problem=str(error))
        return self._context

    def _marks(self) -> tuple[int, int]:
        return self._chain.stat().st_mtime_ns, self._key.stat().st_mtime_ns

    def _read(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._chain, self._key)
        return context


def certificate_of(site: Site) -> OwnCertificate | None:
    """The operator's certificate, if there is one. Raises an OSError that names the setting."""
    chain, key = site.keys.get("mail_certificate"), site.keys.get("mail_certificate_key")
    if not chain or not key:
        return None
    try:
        return OwnCertificate(Path(chain), Path(key))
    except OSError as error:
        raise OSError(f"BALCAO_MAIL_CERTIFICATE: cannot use {chain} with {key}: {error.strerror or error}") from None
