"""Files come out of a mail under their names; what is too much is named, and never costs the mail (EML-15, EML-16)."""

import base64
import struct
from typing import Any

import pytest

from balcao.channels.email.mime.tnef import unpacked
from balcao.envelope import Media
from tests.channels.email.mime import outlook
from tests.channels.email.mime.built import built, email_of, fixture, message, multipart, part

HTML = "Content-Type: text/html; charset=utf-8"
PLAIN = "Content-Type: text/plain; charset=utf-8"


def attached(name: str, data: bytes = b"dados", kind: str = "application/pdf") -> bytes:
    return part(data, f'Content-Type: {kind}; name="{name}"', "Content-Disposition: attachment")


def picture(cid: str, name: str = "p.png") -> bytes:
    return part(b"\x89PNG", f'Content-Type: image/png; name="{name}"', f"Content-ID: <{cid}>")


def refused(raw: bytes) -> list[tuple[str, str]]:
    return [(one["name"], one["reason"]) for one in email_of(message(raw))["refused_files"]]


def test_what_kind_of_file_it_is() -> None:
    kinds = {
        "image/png": Media.IMAGE,
        "audio/ogg": Media.AUDIO,
        "video/mp4": Media.VIDEO,
        "application/zip": Media.FILE,
    }
    raw = multipart("mixed", *(attached("a", kind=kind) for kind in kinds))
    assert [one.media for one in message(raw).parts] == list(kinds.values())


def test_a_nameless_file_gets_a_name() -> None:
    raw = multipart("mixed", part(b"x", "Content-Type: image/png"), part(b"x", "Content-Type: application/x-strange"))
    assert [one.name for one in message(raw).parts] == ["image.png", "file"]


def test_of_more_than_fifteen_files_the_rest_is_named() -> None:
    """EML-16."""
    raw = multipart("mixed", part(b"Seguem", PLAIN), *(attached(f"{number}.pdf") for number in range(200)))
    inbound = message(raw)
    assert [one.name for one in inbound.parts] == [f"{number}.pdf" for number in range(15)]
    assert inbound.text == "Seguem"
    assert refused(raw)[0] == ("15.pdf", "too_many")
    assert len(refused(raw)) == 185


def test_files_come_before_pictures_in_the_text() -> None:
    """EML-16: a signature full of icons does not push out the invoice."""
    html = part("".join(f'<img src="cid:i{number}">' for number in range(20)).encode(), HTML)
    raw = multipart(
        "mixed", html, *(picture(f"i{number}", f"i{number}.png") for number in range(20)), attached("nota.pdf")
    )
    names = [one.name for one in message(raw).parts]
    assert names == [f"i{number}.png" for number in range(14)] + ["nota.pdf"]


def test_a_file_that_is_too_large_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """EML-16."""
    monkeypatch.setattr("balcao.channels.email.mime.found.FILE_MOST", 100)
    large = part(
        base64.encodebytes(b"x" * 101),
        'Content-Type: application/pdf; name="g.pdf"',
        "Content-Transfer-Encoding: base64",
    )
    raw = multipart("mixed", attached("p.pdf", b"x" * 100), large, attached("v.pdf", b""))
    assert [one.name for one in message(raw).parts] == ["p.pdf"]
    assert refused(raw) == [("g.pdf", "too_large"), ("v.pdf", "empty")]


def test_a_mail_of_sixty_megabytes_is_read_as_far_as_it_goes() -> None:
    """EML-16."""
    raw = multipart("mixed", part(b"Segue o video", PLAIN), attached("v.bin", b"x" * (60 << 20)))
    inbound = message(raw)
    assert inbound.text == "Segue o video"
    assert inbound.parts == ()
    assert refused(raw) == [("v.bin", "too_large")]
    assert email_of(inbound)["truncated"]


def test_what_was_left_on_the_server_is_told() -> None:
    inbound = message(built(), {"too_large": 90_000_000})
    assert email_of(inbound)["truncated"]
    assert email_of(inbound)["refused_files"] == [{"name": "", "size": 90_000_000, "reason": "not_fetched"}]


def test_the_files_that_were_left_are_named() -> None:
    """EML-16: those that came with the beginning are not; two of one name are two."""
    raw = multipart("mixed", part(b"Segue", PLAIN), attached("v.bin", b"x"))
    left = [["v.bin", 1], ["v.bin", 30_000_000], ["filme.mov", 60_000_000]]
    assert email_of(message(raw, {"too_large": 90_000_000, "files": left}))["refused_files"] == [
        {"name": "v.bin", "size": 30_000_000, "reason": "not_fetched"},
        {"name": "filme.mov", "size": 60_000_000, "reason": "not_fetched"},
    ]


def test_a_picture_stands_where_the_text_names_it() -> None:
    """EML-15: missing and doubled ids, and ids with signs in them."""
    html = part(b'<img src="cid:a@x"><img src="cid:missing"><img src=\'CID:b%25c\'>', HTML)
    raw = multipart("related", html, picture("a@x"), picture("a@x"), picture("b%c"), picture("unused"))
    assert [one.content_id for one in message(raw).parts] == ["a@x", None, "b%c", None]


def test_an_invitation_is_one_file_and_is_summed_up() -> None:
    """EML-15."""
    inbound = message(fixture("invitation"))
    assert [one.name for one in inbound.parts] == ["invite.ics"]
    assert email_of(inbound)["invitation"] == {
        "method": "REQUEST",
        "summary": "Conversa, com café",
        "starts_at": "2026-12-01T17:00:00Z",
        "ends_at": "2026-12-01T17:45:00Z",
        "location": "Sala 2",
        "organizer": "Rita Souza <rita@cliente.example>",
    }


def event(*lines: str) -> bytes:
    calendar = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        *lines,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return built("\r\n".join(calendar).encode(), Content_Type="text/calendar")


@pytest.mark.parametrize(
    ("lines", "starts", "ends"),
    [
        (["DTSTART;TZID=America/Sao_Paulo:20261201T140000", "DTEND;TZID=America/Sao_Paulo:20261201T150000"],
         "2026-12-01T17:00:00Z", "2026-12-01T18:00:00Z"),
        (["DTSTART:20261201T140000"], "2026-12-01T14:00:00", None),
        (["DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202"], "2026-12-01", "2026-12-02"),
        (["SUMMARY:Sem data"], None, None),
    ],
)  # fmt: skip
def test_when_an_invitation_is_for(lines: list[str], starts: str | None, ends: str | None) -> None:
    told = email_of(message(event(*lines)))["invitation"]
    assert (told["starts_at"], told["ends_at"]) == (starts, ends)


@pytest.mark.parametrize("lines", [["DTSTART:nonsense"], ["DTSTART:20261201T140000", "DURATION:PT"], ["X" * 200_000]])
def test_a_broken_invitation_is_still_a_file(lines: list[str]) -> None:
    inbound = message(event(*lines))
    assert [one.name for one in inbound.parts] == ["invite.ics"]


def wrapped(data: bytes, *before: bytes) -> Any:
    coded = part(
        base64.encodebytes(data),
        'Content-Type: application/ms-tnef; name="winmail.dat"',
        "Content-Transfer-Encoding: base64",
    )
    return message(multipart("mixed", *before, coded))


def test_what_outlook_has_wrapped_up_is_unpacked() -> None:
    """EML-15."""
    data = outlook.winmail(
        outlook.attribute(outlook.BODY, "Olá da mensagem".encode("cp1252") + b"\0"),
        *outlook.file("nota fiscal.pdf", b"%PDF-1.4", (outlook.STRING, 0x370E, b"application/pdf\0")),
        *outlook.file("outra.txt", b"texto", (outlook.BINARY, 0x8001, b"x")),
    )
    inbound = wrapped(data)
    assert inbound.text == "Olá da mensagem"
    assert [(one.name, one.data) for one in inbound.parts] == [
        ("nota fiscal.pdf", b"%PDF-1.4"),
        ("outra.txt", b"texto"),
    ]
    assert wrapped(data, part(b"O texto de fora", PLAIN)).text == "O texto de fora"


def test_its_html_is_the_message_too() -> None:
    html = outlook.properties(
        (outlook.BINARY, 0x1013, b"<p>Rico</p>"), (outlook.WIDE, 0x1000, "Simples".encode("utf-16-le"))
    )
    inbound = wrapped(outlook.winmail(outlook.attribute(outlook.MESSAGE, html)))
    assert inbound.text == "Simples"
    assert "Rico" in email_of(inbound)["html_content"]["full"]


def test_rich_text_alone_is_a_file() -> None:
    rtf = outlook.packed_rtf(rb"{\rtf1 Ol\'e1}")
    inbound = wrapped(
        outlook.winmail(outlook.attribute(outlook.MESSAGE, outlook.properties((outlook.BINARY, 0x1009, rtf))))
    )
    assert [(one.name, one.data) for one in inbound.parts] == [("message.rtf", rb"{\rtf1 Ol\'e1}")]


def test_a_message_inside_gives_its_files() -> None:
    inner = outlook.winmail(*outlook.file("dentro.pdf", b"%PDF"))
    outer = outlook.winmail(
        outlook.attribute(outlook.NEW_FILE, b"\0" * 14),
        outlook.attribute(outlook.FILE, outlook.properties((outlook.OBJECT, 0x3701, b"\0" * 16 + inner))),
    )
    assert [one.name for one in wrapped(outer).parts] == ["dentro.pdf"]


def test_a_false_one_is_a_file() -> None:
    assert [one.name for one in wrapped(b"nothing of the kind").parts] == ["winmail.dat"]


def test_a_cut_one_gives_what_is_there() -> None:
    data = outlook.winmail(*outlook.file("a.pdf", b"%PDF"), *outlook.file("b.pdf", b"x" * 1000))
    assert wrapped(data[:-200]).parts[0].name == "a.pdf"
    for end in range(len(data)):
        unpacked(data[:end])


def test_a_bomb_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """EML-15: within caps."""
    monkeypatch.setattr("balcao.channels.email.mime.mapi.RTF_MOST", 1000)
    zeros = b"".join(b"\xff" + struct.pack(">8H", *(0x0FF for _ in range(8))) for _ in range(1000))
    bomb = struct.pack("<IIII", 12, 0xFFFFFFFF, 0x75465A4C, 0) + zeros
    files = [one for number in range(300) for one in outlook.file(f"{number}.txt", b"x")]
    rich = outlook.attribute(outlook.MESSAGE, outlook.properties((outlook.BINARY, 0x1009, bomb)))
    found = unpacked(outlook.winmail(rich, *files))
    assert found is not None
    assert len(found.rtf) == 1000
    assert len(found.files) == 100
