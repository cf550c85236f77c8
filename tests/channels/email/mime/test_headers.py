"""Subjects, ids and dates as they are written out there (EML-11, EML-12, EML-14)."""

import base64
import re

import pytest

from balcao.channels.email.mime.encoded import header_text
from tests.channels.email.mime.built import NOW, built, email_of, fixture, message, read

YEAR = 365 * 24 * 3600 * 1_000_000


def b64(data: bytes, charset: str = "utf-8") -> bytes:
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(data) + b"?="


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Simples", "Simples"),
        (b"=?utf-8?Q?Ol=C3=A1_mundo?=", "Olá mundo"),
        (b"=?UTF-8?b?T2zDoQ==?= resto", "Olá resto"),
        (b"=?iso-8859-1?Q?a?= =?iso-8859-1?Q?b?= c", "ab c"),
        (
            b"=?utf-8?B?"
            + base64.b64encode("é".encode()[:1])
            + b"?=\r\n =?utf-8?B?"
            + base64.b64encode(b"\xa9!")
            + b"?=",
            "é!",
        ),
        (b"=?utf-8?Q?=C3?= =?UTF-8?B?qQ==?=", "é"),
        (b64("請求書".encode("iso2022_jp"), "iso-2022-jp"), "請求書"),
        (b64("发票".encode("gb18030"), "GB2312"), "发票"),
        (b"=?utf-8*pt-BR?Q?Ol=C3=A1?=", "Olá"),
        (b"=?utf-8?Q?com espa=C3=A7o?=", "com espaço"),
        (b"=?nobody?Q?=E1?=", "á"),
        (b"=?utf-8?B?T2zDoQ?=", "Olá"),
        (b"=?utf-8?Q?aberto", "=?utf-8?Q?aberto"),
        ("Olá".encode(), "Olá"),
        ("Olá".encode("cp1252"), "Olá"),
        (b"dobrado\r\n em duas", "dobrado em duas"),
    ],
)
def test_header_text_is_read(raw: bytes, text: str) -> None:
    """EML-14: encoded words, split in the middle of a character, mislabelled, raw."""
    assert header_text(raw) == text


@pytest.mark.parametrize(
    "subject", [b64(b"Oi\r\nBcc: todos@x.example"), b"=?utf-8?Q?Oi=0D=0ABcc:_x?=", b"a\rb\x00c\x0b"]
)
def test_a_subject_cannot_begin_a_header(subject: bytes) -> None:
    """EML-12."""
    inbound = message(built(Subject=subject))
    assert not re.search(r"[\x00-\x1f]", email_of(inbound)["subject"])
    assert inbound.opening["mail_subject"] == email_of(inbound)["subject"]


def test_a_subject_cannot_turn_the_line_around() -> None:
    assert message(built(Subject="nota\u202efdp.exe".encode())).opening["mail_subject"] == "notafdp.exe"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("<a@b>", "a@b"),
        ("<a@b@c>", "a@b@c"),
        ("<[abc]@[10.0.0.1]>", "[abc]@[10.0.0.1]"),
        ("sem-marcas@b", "sem-marcas@b"),
        ("<dobrado\r\n @b>", "dobrado@b"),
        ("<a@b> (comment)", "a@b"),
        ("<" + "x" * 255 + ">", "x" * 255),
    ],
)
def test_an_id_comes_out_as_it_is(header: str, name: str) -> None:
    """The standard library raises at some of these, and cuts others short."""
    assert message(built(Message_ID=header)).external_id == name


@pytest.mark.parametrize("header", [None, "", "<>", "<  >", "three words here"])
def test_a_mail_without_an_id_is_told_from_others(header: str | None) -> None:
    """EML-11: nothing is skipped."""
    one, other = (message(built(text, Message_ID=header)) for text in (b"um", b"dois"))
    assert one.external_id.startswith("none:")
    assert one.external_id != other.external_id
    assert one.external_id == message(built(b"um", Message_ID=header)).external_id


@pytest.mark.parametrize("name", ["x" * 256 + "@b", "x" * 10_000, "ção@b"])
def test_an_unusable_id_still_leads_to_its_thread(name: str) -> None:
    """EML-11: ten thousand characters, or not ASCII."""
    first = message(built(Message_ID=f"<{name}>".encode()))
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", first.external_id)
    assert message(built(In_Reply_To=f"<{name}>".encode())).answers == (first.external_id,)


def test_what_it_answers_comes_best_first() -> None:
    inbound = message(fixture("alternative_related_mixed"))
    assert inbound.answers == ("um@loja.example", "dois@loja.example", "zero@loja.example")
    assert inbound.opening["in_reply_to"] == "um@loja.example"
    assert inbound.number == 42


def test_of_a_long_thread_the_end_counts() -> None:
    references = " ".join(f"<{number}@x>" for number in range(3000))
    inbound = message(built(References=references))
    assert inbound.answers[0] == "2999@x"
    assert len(inbound.answers) <= 200


def test_an_id_counts_where_it_stands_last() -> None:
    assert message(built(References="<a@x> <b@x> <a@x>")).answers == ("a@x", "b@x")


def test_a_sentence_is_no_id() -> None:
    assert message(built(In_Reply_To="Your message of Tuesday")).answers == ()


@pytest.mark.parametrize(
    ("date", "hours"),
    [
        ("Tue, 24 Nov 2026 09:00:00 -0300", 3),
        ("24 Nov 2026 12:00:00", 3),
        ("Tue, 24 Nov 26 09:00:00 -0300 (BRT)", 3),
        ("Tue, 24 Nov 2026 20:00:00 -0300", 0),
    ],
)
def test_a_date_is_believed(date: str, hours: int) -> None:
    assert message(built(Date=date)).sent_at == NOW - hours * 3600 * 1_000_000


@pytest.mark.parametrize("date", ["Thu, 1 Jan 1970 00:00:00 +0000", "Wed, 1 Jan 2098 00:00:00 +0000", "ontem", "", None,
                                  "Tue, 99 Nov 2026 99:99:99 +9999", "1" * 5000, "Mon, 1 Jan 0000 00:00:00 +0000"])  # fmt: skip
def test_a_nonsensical_date_gives_way_to_the_servers(date: str | None) -> None:
    stamp = "from a by b; Tue, 24 Nov 2026 11:00:00 +0000"
    assert message(built(Date=date, Received=stamp)).sent_at == NOW - 4 * 3600 * 1_000_000


@pytest.mark.parametrize("date", ["Thu, 1 Jan 1970 00:00:00 +0000", "Wed, 1 Jan 2098 00:00:00 +0000", "ontem", None])
def test_without_any_date_it_lies_between_ten_years_ago_and_now(date: str | None) -> None:
    sent = message(built(Date=date)).sent_at or 0
    assert NOW - 10.1 * YEAR < sent <= NOW


def test_values_are_read_however_they_are_written() -> None:
    names = {
        "name=simples.pdf": "simples.pdf",
        'name="com espaço.pdf"': "com espaço.pdf",
        "name*=utf-8''ol%C3%A1.pdf": "olá.pdf",
        "name*=iso-8859-1'pt'ol%E1.pdf": "olá.pdf",
        "name*1=dois.pdf; name*0=um-": "um-dois.pdf",
        "name*0*=utf-8''%C3; name*1*=%A1.pdf": "á.pdf",
        'name="=?utf-8?Q?ol=C3=A1.pdf?="': "olá.pdf",
        'name="a\\"b.pdf"': 'a"b.pdf',
        'name="../../etc/passwd"': "passwd",
        'name="C:\\\\docs\\\\nota.pdf"': "nota.pdf",
        'name="nota\u202efdp.exe"': "notafdp.exe",
        'name="..."': "file.pdf",
    }
    for written, shown in names.items():
        raw = built(b"%PDF", Content_Type=f"application/pdf; {written}".encode())
        assert [one.name for one in read(raw).files] == [shown], written
