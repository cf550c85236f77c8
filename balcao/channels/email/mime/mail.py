"""One mail, read: the values that everything else works with."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from balcao.channels.email.mime.addresses import Address, addresses
from balcao.channels.email.mime.bodies import Contents, contents
from balcao.channels.email.mime.encoded import header_text
from balcao.channels.email.mime.found import File, Found, Refused, chosen
from balcao.channels.email.mime.headers import Headers
from balcao.channels.email.mime.identifiers import identifiers, own_identifier
from balcao.channels.email.mime.invitations import invitation
from balcao.channels.email.mime.tree import Node, cut

RAW_MOST: Final = 50 << 20
SUBJECT_MOST: Final = 500


@dataclass(eq=False)
class Mail:
    """A mail. Ids are without brackets; `text` and `html` are empty where it has none."""

    root: Node
    text: str
    html: str
    files: list[File]
    refused: list[Refused]
    calendar: bytes | None
    truncated: bool
    message_id: str
    known: dict[bytes, list[Address]] = field(default_factory=dict[bytes, list[Address]])

    @property
    def headers(self) -> Headers:
        """Its header block."""
        return self.root.headers

    @cached_property
    def subject(self) -> str:
        """On one line."""
        return header_text(self.headers.get(b"subject"))[:SUBJECT_MOST]

    def people(self, *names: bytes) -> list[Address]:
        """Who is named in these headers."""
        found: list[Address] = []
        for name in names:
            if name not in self.known:
                self.known[name] = addresses(self.headers.all(name))
            found += self.known[name]
        return found

    @cached_property
    def authors(self) -> list[Address]:
        """Who stands in From."""
        return self.people(b"from")

    @cached_property
    def in_reply_to(self) -> list[str]:
        """Some mails answer several at once."""
        return identifiers(self.headers.all(b"in-reply-to"))

    @cached_property
    def references(self) -> list[str]:
        """The thread so far, the oldest first."""
        return identifiers(self.headers.all(b"references"))

    @cached_property
    def invitation(self) -> dict[str, Any] | None:
        """What its calendar file says."""
        return invitation(self.calendar) if self.calendar else None


def parse(raw: bytes) -> Mail:
    """Read a mail. Never raises, and takes time in proportion to its size, whatever it holds (EML-13)."""
    kept = raw[:RAW_MOST]
    parts = cut(kept.replace(b"\r", b"\n") if b"\n" not in kept else kept)
    found = contents(parts.root)
    html = found.html
    files, refused = chosen(_without_twins(found), html, found.too_deep)
    return Mail(
        root=parts.root,
        text=found.text,
        html=html,
        files=files,
        refused=refused,
        calendar=next((file.data for file in files if _is_calendar(file)), None),
        truncated=found.cut or not parts.whole or len(kept) < len(raw),
        message_id=own_identifier(parts.root.headers.all(b"message-id"), raw),
    )


def _is_calendar(file: File) -> bool:
    return file.content_type in ("text/calendar", "application/ics") or file.name.lower().endswith(".ics")


def _without_twins(found: Contents) -> list[Found]:
    """An invitation comes twice, to be shown and to be saved; it is one file."""
    calendars = [file for file in found.found if file.kind in ("text/calendar", "application/ics")]
    if len(calendars) < 2:
        return found.found
    first = calendars[0].data()
    twins = [file for file in calendars[1:4] if file.data() == first]
    return [file for file in found.found if file not in twins]
