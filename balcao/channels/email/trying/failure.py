"""What a trial of a mail server found wrong, the setting that it concerns, and how a reader is told."""

import ssl
from collections.abc import Iterator

from balcao.channels.about import Words
from balcao.channels.email.providers import of_host
from balcao.channels.email.servers import MailServer
from balcao.channels.email.words import Cause, sentence
from balcao.kit import dial
from balcao.kit.errors import Problem

DETAIL_MAX = 300
FROM_START = {"imap": 993, "smtp": 465}
_USUAL = {("imap", "tls"): 993, ("imap", "starttls"): 143, ("smtp", "tls"): 465, ("smtp", "starttls"): 587}
_PARTS = {
    "port": (Cause.REFUSED, Cause.SILENT, Cause.OTHER_SERVICE),
    "security": (Cause.NOT_TLS, Cause.TLS_FROM_START, Cause.NO_STARTTLS, Cause.UNPROTECTED),
    "password": (Cause.LOGIN, Cause.APP_PASSWORD, Cause.NO_PASSWORDS),
    "login": (Cause.NEEDS_LOGIN, Cause.SENDER, Cause.SMTP_OFF, Cause.IMAP_OFF),
    "folders": (Cause.FOLDER,),
}
_PART_OF = {cause: part for part, causes in _PARTS.items() for cause in causes}
_HINTED = frozenset({Cause.LOGIN, Cause.APP_PASSWORD, Cause.NO_PASSWORDS, Cause.IMAP_OFF})
# OpenSSL's numbers: X509_V_ERR_…
_FLAWS = {9: Cause.EXPIRED, 10: Cause.EXPIRED, 18: Cause.SELF_SIGNED, 62: Cause.WRONG_NAME, 64: Cause.WRONG_NAME}
_BY_STEP = {
    dial.Cause.NAME: Cause.NO_SUCH_HOST,
    dial.Cause.CLOSED: Cause.PRIVATE,
    dial.Cause.REFUSED: Cause.REFUSED,
    dial.Cause.SILENT: Cause.SILENT,
    dial.Cause.UNREACHABLE: Cause.UNREACHABLE,
    dial.Cause.CERTIFICATE: Cause.UNTRUSTED,
    dial.Cause.TLS: Cause.NOT_TLS,
    dial.Cause.DROPPED: Cause.DROPPED,
}


class Failure(Exception):
    """A trial that did not pass. `detail` is the server's own answer."""

    def __init__(self, cause: Cause, detail: str = "", **values: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.detail = " ".join("".join(c if c.isprintable() else " " for c in detail).split())[:DETAIL_MAX]
        self.values = values


def problem(failure: Failure, way: str, server: MailServer) -> Problem:
    """The refusal of the setting that has to be changed: who signs in at a provider chooses nothing else."""
    hint = None
    if failure.cause in _HINTED and (known := of_host(server.host)):
        hint = known.hint
    words = sentence(failure.cause, _values(failure, way, server), hint)
    field = "provider" if server.by_token else f"{way}_{_PART_OF.get(failure.cause, 'address')}"
    return _refusal(failure, words, field)


def unanswering() -> Problem:
    """The refusal of an inbox whose answers nobody would send."""
    return _refusal(Failure(Cause.NO_SENDER), sentence(Cause.NO_SENDER, {}), "smtp_enabled")


def _refusal(failure: Failure, words: Words, field: str) -> Problem:
    return Problem(
        422,
        {
            "message": words.en,
            "attributes": [field],
            "words": {"pt-BR": words.pt, "en": words.en, "es": words.es},
            "detail": failure.detail or None,
            "code": failure.cause.value,
        },
    )


def unreached(error: dial.DialError, server: MailServer, way: str) -> Failure:
    """What a connection that was not made means here."""
    cause = _BY_STEP[error.cause]
    for one in chain(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            cause = _FLAWS.get(one.verify_code, Cause.UNTRUSTED)
    if error.cause is dial.Cause.TLS and "no longer safe" in error.reason:
        cause = Cause.OLD_TLS
    return Failure(cause if cause is not Cause.DROPPED else _cut(server, way))


def unheard(error: Exception, server: MailServer, way: str) -> Failure:
    """A connection on which nobody greets."""
    if any(isinstance(one, TimeoutError) for one in chain(error)):
        is_other = server.security != "tls" and server.port == FROM_START[way]
        return Failure(Cause.TLS_FROM_START if is_other else Cause.SILENT)
    return Failure(_cut(server, way))


def _cut(server: MailServer, way: str) -> Cause:
    is_other = server.security != "tls" and server.port == FROM_START[way]
    return Cause.TLS_FROM_START if is_other else Cause.DROPPED


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those behind it, also where they were hidden from readers."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__


def _values(failure: Failure, way: str, server: MailServer) -> dict[str, str]:
    usual = _USUAL.get((way, server.security), FROM_START[way])
    told = usual if usual != server.port else FROM_START[way]
    return {
        "host": server.host,
        "port": str(server.port),
        "usual": str(told),
        "secure": str(FROM_START[way]),
        "protocol": way.upper(),
        **failure.values,
    }
