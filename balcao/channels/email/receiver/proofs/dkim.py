"""Whether a domain has signed a mail as it came (DKIM, RFC 6376)."""

import asyncio
import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from balcao.channels.email.receiver.proofs.keys import Key, key_in
from balcao.channels.email.receiver.proofs.resolver import Names, Unanswered, domain_name
from balcao.channels.email.receiver.proofs.signed import Line, SignedMail, Way
from balcao.channels.email.receiver.proofs.tags import close, tags_of

Result = Literal["pass", "fail", "permerror", "temperror"]

SIGNATURE: Final = b"dkim-signature"
_ALGORITHMS: Final = ("rsa-sha256", "ed25519-sha256")
_WAYS: Final = ("simple", "relaxed")
_NEEDED: Final = ("v", "a", "b", "bh", "d", "h", "s")
_MOMENT: Final = re.compile(r"[0-9]{1,12}")
_HEAVY = 256 * 1024


@dataclass(frozen=True, slots=True)
class Signature:
    """One of them, well-formed."""

    line: Line
    domain: str
    selector: str
    algorithm: str
    identity: str
    """For whom in particular the domain has signed: itself, or a subdomain."""

    header_way: Way
    body_way: Way
    names: tuple[bytes, ...]
    body_digest: bytes
    value: bytes
    ends: int | None
    """Unix seconds."""

    def is_sound(self) -> bool:
        """Whether all of it is as it must be."""
        ways = {self.header_way, self.body_way} <= set(_WAYS)
        whose = self.domain == self.identity or self.identity.endswith(f".{self.domain}")
        told = self.domain and self.selector and self.body_digest and self.value
        return bool(told) and ways and whose and self.algorithm in _ALGORITHMS and b"from" in self.names


def signatures_of(mail: SignedMail) -> Iterator[Signature]:
    """Those that can be checked, the topmost first."""
    for line in mail.lines:
        if line[0] == SIGNATURE and (found := _signature(line)):
            yield found


async def check(names: Names, mail: SignedMail, signature: Signature, now: int) -> Result:
    """Whether it holds. `now` is in seconds."""
    if signature.ends is not None and signature.ends < now:
        return "fail"
    try:
        texts = await names.texts(f"{signature.selector}._domainkey.{signature.domain}")
    except Unanswered:
        return "temperror"
    key = next((key for text in texts[:2] if (key := key_in(text))), None)
    if key is None or key.algorithm != signature.algorithm:
        return "permerror"
    if key.strict and signature.identity != signature.domain:
        return "permerror"
    if mail.size < _HEAVY:
        return _judged(mail, signature, key)
    return await asyncio.to_thread(_judged, mail, signature, key)


def _judged(mail: SignedMail, signature: Signature, key: Key) -> Result:
    if not key.has_signed(mail.text(signature.names, signature.line, signature.header_way), signature.value):
        return "fail"
    # Of all of it, whatever `l=` says: whoever signs a part of the body lets others write the rest.
    return "pass" if mail.digest(signature.body_way) == signature.body_digest else "fail"


def _signature(line: Line) -> Signature | None:
    tags = tags_of(line[1].partition(b":")[2].decode("utf-8", "replace")) or {}
    tags = {name: close(value) for name, value in tags.items()}
    if any(not tags.get(name) for name in _NEEDED) or tags["v"] != "1" or not _MOMENT.fullmatch(tags.get("x", "0")):
        return None
    header_way, _, body_way = tags.get("c", "simple").partition("/")
    found = Signature(
        line=line,
        domain=domain_name(tags["d"]),
        selector=domain_name(tags["s"]),
        algorithm=tags["a"],
        identity=domain_name(tags.get("i", tags["d"]).rpartition("@")[2]),
        header_way=cast("Way", header_way),
        body_way=cast("Way", body_way or "simple"),
        names=tuple(name.encode() for name in tags["h"].lower().split(":")),
        body_digest=_bytes(tags["bh"]),
        value=_bytes(tags["b"]),
        ends=int(tags["x"]) if "x" in tags else None,
    )
    return found if found.is_sound() and "dns/txt" in tags.get("q", "dns/txt").split(":") else None


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
