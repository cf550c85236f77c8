"""Who a mail goes to and who it comes from. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Final

import idna

from balcao.channels.contract import Line
from balcao.channels.email.naming import reply_address, untagged
from balcao.channels.outcomes import Rejected
from balcao.envelope import Outbound, Said

MOST: Final = 50

_LOCAL = re.compile(r"[^\s\x00-\x20\x7f-\xa0<>()\[\],;:\\\"@]{1,64}")
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True, slots=True)
class Sender:
    """As whom an inbox writes. `bounces` is the envelope's sender; `reply_to` is None where From is answered."""

    address: str
    name: str
    bounces: str
    reply_to: str | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a mail. `bcc` stands in the envelope only; `only`: those who were put off, for the others have it."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    only: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Everybody to whom it is handed over, once."""
        return self.only or self.to + self.cc + self.bcc


def mailbox(text: str) -> str:
    """The address as a mail server wants it: its domain in ASCII and lower case. Raises ValueError."""
    local, _, domain = text.strip().rpartition("@")
    host = _ascii(domain)
    if not (_LOCAL.fullmatch(local) and _HOST.fullmatch(host)):
        raise ValueError(text)
    return f"{local}@{host}"


def _ascii(domain: str) -> str:
    try:
        return domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise ValueError(domain) from None


def sender(message: Outbound, line: Line, *, shared: bool) -> Sender:
    """The inbox as sender; `shared` when the installation's server sends for it, which may not speak for every domain."""
    own = _checked([line.settings.get("email", "")])[0]
    answers = _answers_to(own, line, message.conversation)
    name, lent = parseaddr(line.site.keys.get("mail_from", ""))
    if not shared or _domain(own) in (_domain(lent), line.site.mail_domain):
        return Sender(own, message.sender_name, _bounces(own, line), None if answers == own else answers)
    return Sender(lent, message.sender_name or name, _bounces(lent, line), answers)


def recipients(message: Outbound, line: Line) -> Recipients:
    """Who is written to, without ourselves and each only once. Raises `Rejected`."""
    if message.only:
        return _as_before(message)
    seen = set(own_addresses(line))

    def fresh(addresses: Iterable[str]) -> tuple[str, ...]:
        found: list[str] = []
        for address in _checked(addresses):
            if (key := _plain(address)) not in seen:
                seen.add(key)
                found.append(address)
        return tuple(found)

    told = message.details
    to = fresh(listed(told, "to_emails") or _answered(message))
    all_of_them = Recipients(to, fresh(listed(told, "cc_emails")), fresh(listed(told, "bcc_emails")))
    if not all_of_them.all:
        raise Rejected("There is nobody to send this to: its only address is the inbox's own.")
    if len(all_of_them.all) > MOST:
        raise Rejected(f"A mail goes to at most {MOST} addresses; this one has {len(all_of_them.all)}.")
    return all_of_them


def _as_before(message: Outbound) -> Recipients:
    """A mail that has left says to whom it was sent, whatever has become of the conversation since."""
    sent: Mapping[str, Any] = message.details.get("email") or {}
    to, cc, bcc = (tuple(listed(sent, kind)) for kind in ("to", "cc", "bcc"))
    return Recipients(to, cc, bcc, message.only)


def own_addresses(line: Line) -> list[str]:
    """What leads back into this very inbox."""
    found = [str(line.settings.get("email", "")), forward_address(line) or ""]
    return [_plain(address) for address in found if address]


def forward_address(line: Line) -> str | None:
    """Where mail may be forwarded to for this inbox; None where this installation receives none itself."""
    key, domain = line.settings.get("forward_key"), line.site.mail_domain
    return f"{key}@{domain}" if key and domain else None


def listed(values: Mapping[str, Any], name: str) -> list[str]:
    """A list of addresses that may be absent."""
    found = values.get(name) or []
    return [str(one) for one in (found if isinstance(found, Sequence) and not isinstance(found, str) else [found])]


def last_mail(message: Outbound) -> tuple[Said, Mapping[str, Any]] | None:
    """The customer's last mail in the conversation, and what is known of it."""
    for said in message.earlier:
        if said.incoming and isinstance(known := said.details.get("email"), Mapping):
            return said, known
    return None


def _answered(message: Outbound) -> list[str]:
    """Where the recipient wants answers: his Reply-To, unless it is not sure that he wrote it (EML-05, EML-19).

    A machine answers nobody but the writer, for else it could be sent to anybody (RFC 3834, 4).
    """
    here = message.recipient.email or message.recipient.address
    last = None if message.automatic else last_mail(message)
    if last is not None and not last[1].get("doubt") and _plain(here) in map(_plain, listed(last[1], "from")):
        return listed(last[1], "reply_to") or [here]
    return [here]


def _answers_to(own: str, line: Line, conversation: str) -> str:
    base = own
    if line.settings.get("provider") == "forward" or line.settings.get("forwarding_enabled"):
        base = forward_address(line) or own
    tagged = base != own or line.settings.get("plus_addressing")
    return reply_address(base, line.secret, conversation) if tagged and conversation else base


def _bounces(address: str, line: Line) -> str:
    """Of two addresses that are ours alike, the one whose mail is certain to be read here."""
    ours = forward_address(line)
    return ours if ours and _domain(ours) == _domain(address) else address


def _checked(addresses: Iterable[str]) -> list[str]:
    found: list[str] = []
    for address in addresses:
        try:
            found.append(mailbox(address))
        except ValueError:
            raise Rejected(f"“{' '.join(address.split())[:100]}” is not an e-mail address.") from None
    return found


def _plain(address: str) -> str:
    local, _, domain = untagged(address.strip().lower()).rpartition("@")
    try:
        return f"{local}@{_ascii(domain)}"
    except ValueError:
        return address.strip().lower()


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
