"""From a mail as it came to what it means for the house: a message, news of one of ours, or nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from balcao.channels.contract import Hook, Line
from balcao.channels.email.mime.addresses import Address, normal
from balcao.channels.email.mime.authentication import Verdict, dmarc, own_finding
from balcao.channels.email.mime.bounces import Bounce, Failure, bounce_in
from balcao.channels.email.mime.dates import sent_at
from balcao.channels.email.mime.details import details
from balcao.channels.email.mime.found import File, Refused
from balcao.channels.email.mime.machines import is_automatic, is_own_list, is_read_receipt, original_author
from balcao.channels.email.mime.mail import Mail, parse
from balcao.channels.email.mime.texts import texts_of
from balcao.channels.email.mime.verification import is_verification
from balcao.channels.email.naming import LOOP_HEADER, conversation_in, is_loop, untagged
from balcao.channels.email.reception import PROOFS
from balcao.channels.outcomes import Forged
from balcao.envelope import Arrival, Correspondent, Ignored, Inbound, Media, Part, Receipt, State
from balcao.kit.clock import iso

UNKNOWN: Final = Address("unknown@sender.invalid")
"""Who writes when a mail names nobody; no mail can ever reach that address."""

UNAUTHENTICATED: Final = "unauthenticated"
OWN_ADDRESS: Final = "own_address"
REPLY_TO: Final = "reply_to"

_UNPROVEN_MOST = 3
_SENT_TO = (b"delivered-to", b"x-original-to", b"envelope-to", b"x-forwarded-to", b"to", b"cc")
_FETCHED_FROM = {"google": "imap.gmail.com", "microsoft": "outlook.office365.com"}
# Here an empty sender is what the other server said, not something that nobody has told us.
_WITH_ENVELOPE = ("smtp", "lmtp")
_LOOP = LOOP_HEADER.lower().encode()


class Letterbox:
    """Reads what was brought by IMAP, by our own mail server, or by a relay: always the whole mail."""

    def take(self, hook: Hook, line: Line) -> Sequence[Arrival]:
        """An inbox of mail has no calls of its own; raises `Forged`."""
        raise Forged(f"No calls are made to mail inbox {line.inbox_id}: {hook.method}")

    def read(self, arrival: Arrival, line: Line) -> Sequence[Inbound | Receipt | Ignored]:
        """One mail, understood. Never raises for what stands in it."""
        if not arrival.raw.strip():
            return [Ignored(reason=f"The mail could not be fetched: {arrival.facts.get('problem') or 'it is empty'}")]
        mail = parse(arrival.raw)
        if arrival.way in _WITH_ENVELOPE and arrival.facts.get("mail_from") == "":
            mail.headers.add(b"return-path", b"<>")
        if is_read_receipt(mail):
            return [Ignored(reason="A read receipt")]
        if bounce := bounce_in(mail):
            return _news(bounce)
        return [_Reading(mail, arrival, line).told()]


def _news(bounce: Bounce) -> Sequence[Receipt | Ignored]:
    if not bounce.failures:
        return [Ignored(reason="A server reports on a mail that has not failed: it is late, or was passed on")]
    if bounce.message_id is None:
        return [_unproven(one) for one in bounce.failures[:_UNPROVEN_MOST]]
    return [
        Receipt(external_id=bounce.message_id, state=State.FAILED, reason=one.reason, recipient=one.recipient or None)
        for one in bounce.failures
    ]


def _unproven(one: Failure) -> Receipt | Ignored:
    """Nothing of our own mail came back with it, so anybody may have written it (EML-04)."""
    said = f"{one.recipient or 'unknown address'}: {one.reason}"
    reason = f"A bounce that does not say which mail it is about. {said}"[:1000]
    return (
        Receipt(state=State.FAILED, reason=reason, recipient=one.recipient) if one.recipient else Ignored(reason=reason)
    )


class _Reading:
    """One mail as one inbox sees it."""

    def __init__(self, mail: Mail, arrival: Arrival, line: Line) -> None:
        self.mail = mail
        self.arrival = arrival
        self.line = line
        self.own = _own_addresses(line)
        self.verdict = self._verdict()

    def told(self) -> Inbound | Ignored:
        author, doubt = self._author()
        is_ours = is_loop((_ascii(value) for value in self.mail.headers.all(_LOOP)), self.line.secret)
        if any(one.address in self.own for one in self.mail.authors) and (
            is_ours or conversation_in(self.mail.message_id, self.line.secret)
        ):
            return Ignored(reason="A mail that this inbox has sent itself has come back to it")
        is_machine = author is UNKNOWN or is_automatic(self.mail, author.address, self.own)
        return self._message(author, doubt, automatic=is_machine)

    def _verdict(self) -> Verdict | None:
        """What whoever received the mail has found out about its sender (EML-05)."""
        if self.arrival.way == "smtp":
            # Nobody stood between the sender and our own door: what its headers say of proofs, the sender has written.
            return own_finding(str(self.arrival.facts.get(PROOFS) or ""))
        return dmarc(self.mail.headers, _hosts(self.line))

    def _author(self) -> tuple[Address, str | None]:
        """Who wrote it, and why that may be untrue. A name in the mail that the sender has made up proves nothing."""
        doubt = UNAUTHENTICATED if self.verdict == "fail" else None
        author = next(iter(self.mail.authors), None)
        if author is None:
            named = self.mail.people(b"sender", b"reply-to", b"return-path")
            return next(iter(named), UNKNOWN), UNAUTHENTICATED
        if author.address in self.own or is_own_list(self.mail.headers, self.own):
            # A group that puts its own address into From vouches for the author only if it is the group indeed.
            writer = original_author(self.mail)
            if writer:
                return writer, doubt if self.verdict == "pass" else UNAUTHENTICATED
        asked = self.mail.people(b"reply-to")
        answers_to = next((one for one in asked if untagged(one.address) not in self.own), None)
        if answers_to and self.line.settings.get("reply_to_sender") and answers_to.address != author.address:
            # Whoever sent it may have named anybody there.
            return answers_to, doubt or (OWN_ADDRESS if author.address in self.own else REPLY_TO)
        if author.address in self.own:
            # A colleague in another program, or a form of the team's website, which has asked nobody for a proof.
            return answers_to or author, OWN_ADDRESS
        return author, doubt

    def _message(self, author: Address, doubt: str | None, *, automatic: bool) -> Inbound:
        when, texts = sent_at(self.mail.headers, self.line.now), texts_of(self.mail)
        self._add_unfetched()
        told = details(self.mail, texts, author, when)
        told["email"]["auto_reply"] = automatic
        if automatic and is_verification(self.mail.subject, texts.text, self.mail.html):
            told["email"]["verification"] = True
        if doubt:
            told["email"]["doubt"] = doubt
        return Inbound(
            sender=Correspondent(address=author.address, name=author.name, email=author.address),
            external_id=self.mail.message_id,
            text=texts.text or None,
            parts=tuple(_part(file) for file in self.mail.files),
            # Ids of other people's mails are no secret: for a forged sender they open no conversation (EML-05).
            answers=() if doubt == UNAUTHENTICATED else self._answers(),
            conversation=self._conversation(),
            sent_at=when,
            kind="incoming_email",
            details=told,
            opening=self._opening(when),
            automatic=automatic,
            doubt=doubt,
            number=told["email"].get("answers_number"),
        )

    def _add_unfetched(self) -> None:
        """What the watch has left on the server is named, so that nobody takes the mail for whole."""
        size, facts = self.arrival.facts.get("too_large"), self.arrival.facts
        if size:
            self.mail.refused += self._left_behind(facts.get("files") or ()) or [Refused("", int(size), "not_fetched")]
        self.mail.truncated = self.mail.truncated or bool(size or facts.get("incomplete"))

    def _left_behind(self, files: Iterable[tuple[str, int]]) -> list[Refused]:
        """Those that are not in what was fetched."""
        here = Counter(one.name for one in (*self.mail.files, *self.mail.refused))
        found: list[Refused] = []
        for name, size in files:
            here[name] -= 1
            if here[name] < 0:
                found.append(Refused(name, size, "not_fetched"))
        return found

    def _answers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.mail.in_reply_to, *reversed(self.mail.references)]))

    def _conversation(self) -> str | None:
        """Where a reply address or an id of our own form leads."""
        secret = self.line.secret
        return next((found for name in self._names() if (found := conversation_in(name, secret))), None)

    def _names(self) -> Iterator[str]:
        envelope = self.arrival.facts.get("recipients") or ()
        for address in [envelope] if isinstance(envelope, str) else envelope:
            yield from (found for found in [normal(str(address))] if found and found.isascii())
        yield from (one.address for one in self.mail.people(*_SENT_TO) if one.address.isascii())
        yield from self._answers()

    def _opening(self, when: int) -> dict[str, Any]:
        opening: dict[str, Any] = {
            "mail_subject": self.mail.subject, "source": "email", "initiated_at": {"timestamp": iso(when)},
        }  # fmt: skip
        answered = next(iter(self.mail.in_reply_to), None)
        return opening | {"in_reply_to": answered} if answered else opening


def _own_addresses(line: Line) -> frozenset[str]:
    forward, domain = line.settings.get("forward_key"), line.site.mail_domain
    told = [line.settings.get("email"), f"{forward}@{domain}" if forward and domain else None]
    return frozenset(found for one in told if one and (found := normal(str(one))))


def _hosts(line: Line) -> list[str]:
    told = [line.settings.get("imap_address"), _FETCHED_FROM.get(str(line.settings.get("provider")))]
    return [str(host) for host in told if host]


def _ascii(value: bytes) -> str:
    return value.decode("ascii", "ignore")


def _part(file: File) -> Part:
    family = file.content_type.partition("/")[0]
    media = Media(family) if family in ("image", "audio", "video") else Media.FILE
    return Part(
        media=media,
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
        data=file.data,
        content_id=file.content_id,
    )
