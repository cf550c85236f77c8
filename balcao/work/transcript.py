"""Mail a conversation to somebody: what both sides have said, and nothing that is the team's own (TEN-24)."""

from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from balcao.channels.outcomes import Rejected
from balcao.domain.accounts.queries import locale_of
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.rules import Kind, SenderType
from balcao.domain.conversations.threads import public_thread
from balcao.domain.conversations.visits import is_of_another
from balcao.domain.inboxes import queries as inboxes
from balcao.house import House
from balcao.kit import mail
from balcao.kit.clock import moment
from balcao.kit.crypto import digest
from balcao.kit.mail import Undeliverable
from balcao.outbox.jobs import Job
from balcao.store.tx import Tx
from balcao.work.letters import catalogue

_HERE = Path(__file__).parent / "letters"
_PAGE = Template((_HERE / "transcript.html").read_text("utf-8"))
_LINE = Template((_HERE / "transcript_line.html").read_text("utf-8"))


class Spoken(msgspec.Struct, frozen=True):
    """A line of the transcript."""

    who: str
    when: str
    text: str
    files: list[tuple[str, str]]
    ours: bool


class Transcript(msgspec.Struct, frozen=True):
    """A conversation, ready to be written down."""

    locale: str
    inbox: str
    number: int
    lines: list[Spoken]


async def transcript(house: House, job: Job) -> None:
    """Job `transcript`: the payload names the account, the conversation, the address (`to`), and `own`."""
    what = job.read()
    own = what.get("own", False)
    found = await house.store.read(lambda tx: _read(tx, house, what["account_id"], what["conversation_id"], own))
    try:
        await house.post.send(written(found, what["to"], digest(job.key)[:32], job.created_at))
    except Undeliverable as error:
        raise Rejected(str(error)) from None


def _read(tx: Tx, house: House, account_id: int, conversation_id: int, own: bool) -> Transcript:
    row = q.by_id(tx, account_id, conversation_id)
    inbox = inboxes.by_id(tx, account_id, row.inbox_id)
    assert inbox is not None
    page = [one for one in public_thread(tx, row) if not (own and is_of_another(one))]
    details, zone = q.details_of_thread(tx, row, page), ZoneInfo(inbox.timezone)
    lines = [_spoken(one, row, details, house, zone) for one in page]
    return Transcript(locale_of(tx, account_id), inbox.name, row.display_id, lines)


def _spoken(message: q.MessageRow, row: q.ConversationRow, details: q.Details, house: House, zone: ZoneInfo) -> Spoken:
    ours = message.kind != Kind.INCOMING
    user = details.users.get(message.sender_id or 0) if message.sender_type == SenderType.USER else None
    who = (user.display_name or user.name) if user else "" if ours else details.contact_name(message, row)
    files = [
        (one.file_name, house.urls.file(one.blob, one.file_name))
        for one in details.attachments.get(message.id, ())
        if one.blob is not None
    ]
    when: datetime = moment(message.created_at).astimezone(zone)
    return Spoken(who, f"{when:%Y-%m-%d %H:%M}", message.content or "", files, ours)


def written(found: Transcript, to: str, key: str, now: int) -> mail.Letter:
    """The letter, with a text part and a plain HTML part."""
    words = catalogue(found.locale)
    names: dict[str, Any] = {"inbox": found.inbox, "number": found.number}
    subject = words["transcript.subject"].format_map(names)
    intro = words["transcript.body"].format_map(names)
    lines = "".join(_line(one, found.inbox) for one in found.lines)
    return mail.Letter(
        key=key, to=to, to_name="", subject=subject, text=_plain(found, intro), written_at=now,
        html=_PAGE.substitute(locale=found.locale, subject=escape(subject), body=escape(intro), lines=lines),
    )  # fmt: skip


def _line(one: Spoken, inbox: str) -> str:
    files = "".join(f'<br><a href="{escape(url)}" style="color:#1f5f4a">{escape(name)}</a>' for name, url in one.files)
    return _LINE.substitute(
        who=escape(one.who or inbox), when=escape(one.when), text=escape(one.text).replace("\n", "<br>"), files=files,
        colour="#e7f0ec" if one.ours else "#f4f4f1",
    )  # fmt: skip


def _plain(found: Transcript, intro: str) -> str:
    blocks = [intro]
    for one in found.lines:
        files = "".join(f"\n{name}: {url}" for name, url in one.files)
        blocks.append(f"{one.who or found.inbox} · {one.when}\n{one.text}{files}")
    return "\n\n".join(blocks) + "\n"
