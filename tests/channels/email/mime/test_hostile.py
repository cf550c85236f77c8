"""Whatever strangers send is read without an error, in time that grows with its size (EML-13, EML-16, EML-17)."""

import random
from collections.abc import Callable
from time import process_time

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balcao.channels.email.mime.bounces import bounce_in
from balcao.channels.email.mime.dates import sent_at
from balcao.channels.email.mime.machines import is_automatic
from balcao.channels.email.mime.mail import parse
from balcao.channels.email.mime.tnef import unpacked
from balcao.envelope import Inbound
from tests.channels.email.mime import outlook
from tests.channels.email.mime.built import MAILS, NOW, built, told

WINMAIL = outlook.winmail(
    *outlook.file("a.pdf", b"%PDF", (outlook.STRING, 0x370E, b"application/pdf")),
    outlook.attribute(
        outlook.MESSAGE,
        outlook.properties(
            (outlook.WIDE, 0x1000, b"a\0"), (outlook.BINARY, 0x1009, outlook.packed_rtf(b"{\\rtf1 abc}"))
        ),
    ),
)
PIECES = [
    b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b"--", b"--b", b"--b--", b"=?", b"?=", b"=?utf-8?B?", b"?Q?", b"<", b">", b'"',
    b"(", b")", b"\\", b";", b":", b",", b"=", b"=\r\n", b"\xc3", b"\xff", b"\x1b$B", b"+AG", b"@", b"a@b.c", b"From: ",
    b"Content-Type: ", b"multipart/mixed", b"multipart/alternative", b"; boundary=b", b"text/html", b"message/rfc822",
    b"text/calendar", b"application/ms-tnef", b"multipart/report", b"message/delivery-status", b"Final-Recipient: rfc822;",
    b"; charset=", b"utf-16", b"utf-7", b"punycode", b"Content-Transfer-Encoding: base64", b"quoted-printable", b"name*0*=",
    b"utf-8''", b"%", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"DTSTART:", b"Message-ID: ", b"References: ", b"Date: ",
    b"Authentication-Results: ", b"dmarc=", b"Received: ", b"x" * 300, b"winmail.dat", b"<p>", b"cid:", b"<img src=",
]  # fmt: skip


def check(raw: bytes) -> None:
    """Understood, the same each time, and fit to be stored."""
    found = told(raw)
    assert found
    assert found == told(raw)
    for one in found:
        if isinstance(one, Inbound):
            assert one.sender.address
            assert 0 < len(one.external_id) <= 255
            stored = msgspec.json.encode([one.text, one.sender, one.details, one.opening, one.answers])
            assert b"\\u0000" not in stored
            assert len(one.parts) <= 15


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_with_damage_is_still_read(path: object) -> None:
    """EML-13: bytes changed, lost and doubled, the same ones in every run."""
    raw = next(one for one in MAILS if one == path).read_bytes()
    chance = random.Random(str(path).rpartition("/")[2])
    for _ in range(60):
        check(_damaged(raw, chance))


def _damaged(raw: bytes, chance: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) or 1)
        match chance.randrange(5):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = chance.choice(PIECES)
            case 3:
                data[at:at] = data[at : at + chance.randint(1, 200)]
            case _:
                del data[at + chance.randint(0, len(data)) :]
    return bytes(data) or b"x"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), min_size=1, max_size=60).map(b"".join))
def test_pieces_in_any_order_are_read(raw: bytes) -> None:
    """EML-13."""
    check(raw or b"x")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(["From", "To", "Subject", "Content_Type", "Message_ID", "References", "Date", "Content_Disposition"]),
       st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=30).map(b"".join))  # fmt: skip
def test_any_header_is_read(name: str, value: bytes) -> None:
    """EML-11, EML-13, EML-19."""
    check(built(**{name: value}))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(WINMAIL) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_winmail_is_unpacked_or_left(changes: list[tuple[int, int]]) -> None:
    """EML-15."""
    data = bytearray(WINMAIL)
    for at, value in changes:
        data[at] = value
    unpacked(bytes(data))


def _everything(raw: bytes) -> None:
    """All that this package does with a mail; what the text says is the body's business."""
    mail = parse(raw)
    bounce_in(mail)
    is_automatic(mail, "x@y.example", ["a@b.example"])
    sent_at(mail.headers, NOW)
    mail.people(b"from", b"to", b"cc")
    assert len(mail.in_reply_to) + len(mail.references) <= 200


LONG: dict[str, Callable[[int], bytes]] = {
    "opened quotes": lambda n: built(From=b'"\\' * n),
    "opened brackets": lambda n: built(From=b"<(" * n),
    "names without an address": lambda n: built(To=b"a, " * n),
    "groups": lambda n: built(To=b"a@b:" * n),
    "signs": lambda n: built(To=b"a" * n + b"@" * n),
    "encoded words": lambda n: built(Subject=b"=?utf-8?Q?" * n),
    "short encoded words": lambda n: built(Subject=b"=?utf-8?Q?a?= " * n),
    "half an encoded word": lambda n: built(From=b"=?" * n),
    "ids": lambda n: built(References=b"<a@b> <" * n),
    "parameters": lambda n: built(Content_Type=b"text/plain" + b';a="\\' * n),
    "pieces of a parameter": lambda n: built(Content_Type=b"text/plain" + b";a*1=b" * n),
    "header lines": lambda n: b"A:\n" * n,
    "continued lines": lambda n: b"A:" + b"\n b" * n,
    "stray lines": lambda n: b"x\nX-A: b\n" * n,
    "boundaries": lambda n: built(b"--b\n" * n, Content_Type="multipart/mixed; boundary=b"),
    "lines like boundaries": lambda n: built(b"--c\n" * n + b"--b\n", Content_Type="multipart/mixed; boundary=b"),
    "levels": lambda n: b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (i, i) for i in range(n // 8)
    ),
    "levels without a boundary": lambda n: b"Content-Type: multipart/mixed\n\n--a\n\n--" * (n // 4),
    "padding": lambda n: built(b"QQ==" * n, Content_Transfer_Encoding="base64"),
    "soft breaks": lambda n: built(b"= " * n, Content_Transfer_Encoding="quoted-printable"),
    "escapes": lambda n: built(b"\x1b$B" * n),
    "flowed quotes": lambda n: built(b"> \n" * n, Content_Type="text/plain; format=flowed"),
    "addresses in a bounce": lambda n: built(b"a@b\n" * n, From="mailer-daemon@x", Subject="failure notice"),
    "dashes in a bounce": lambda n: built(b"-> " * n, From="mailer-daemon@x", Subject="failure notice"),
    "reports": lambda n: built(
        b"Final-Recipient: a\n\n" * (n // 4), Content_Type="message/delivery-status", Return_Path="<>"
    ),
    "references to pictures": lambda n: built(b"cid:a" * n, Content_Type="text/html"),
    "a meta that does not end": lambda n: built(b"<meta " * n, Content_Type="text/html"),
}


@pytest.mark.parametrize("name", LONG)
def test_long_mail_takes_time_in_proportion(name: str) -> None:
    """EML-13, EML-17: eight times as much takes no sixty-four times as long."""
    small, large = LONG[name](10_000), LONG[name](80_000)
    spent = [min(_spent(raw) for _ in range(2)) for raw in (small, large)]
    assert spent[1] < max(spent[0], 0.01) * 30, spent


def _spent(raw: bytes) -> float:
    begun = process_time()
    _everything(raw)
    return process_time() - begun


def test_fifty_megabytes_are_read_in_seconds() -> None:
    """EML-16: lines that only look like a boundary, in the largest mail that is read."""
    raw = built(b"\n--not\n" * 7_000_000, Content_Type="multipart/mixed; boundary=b")
    assert _spent(raw) < 5
