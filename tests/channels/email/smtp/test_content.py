"""What a mail says, and the files that travel with it."""

import email
import email.policy
from email.message import EmailMessage
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balcao.channels.email.compose.content import said
from balcao.channels.email.compose.files import collected, file_name
from balcao.channels.email.compose.mime import file_part, text_part
from balcao.channels.outcomes import Rejected
from balcao.envelope import Media, Part
from tests.channels.email.smtp.conftest import (
    INBOX,
    LINE,
    a_line,
    a_message,
    mail_of,
    text_of,
    whole_of,
)

# Content


def test_ten_24_what_was_said_before_is_quoted_below_unless_it_is_not_wanted() -> None:
    mail = mail_of(a_message())
    assert "Cadê meu pedido?" in text_of(mail) and "Cadê meu pedido?" in text_of(mail, "html")
    assert text_of(mail).index("O pedido saiu hoje") < text_of(mail).index("> Cadê meu pedido?")
    bare = mail_of(a_message(), a_line({"email": INBOX, "quote_history": False}))
    assert "Cadê" not in text_of(bare) + text_of(bare, "html")


def test_what_the_agent_types_becomes_html_and_html_that_he_types_stays_text() -> None:
    mail = mail_of(a_message(text="**Oi** <script>alert(1)</script>", earlier=()))
    assert "<strong>Oi</strong>" in text_of(mail, "html")
    assert "<script" not in text_of(mail, "html") and "<script>alert(1)</script>" in text_of(mail)


def test_html_given_through_the_interface_is_made_safe() -> None:
    given_html = '<p onclick="x()">Olá <b>Ana</b></p><script>alert(1)</script>'
    mail = mail_of(a_message(text="Olá Ana", earlier=(), details={"email_html_content": given_html}))
    page = text_of(mail, "html")
    assert "<b>Ana</b>" in page and "onclick" not in page and "script" not in page
    assert "Olá Ana" in text_of(mail)


@given(st.text(max_size=2_000), st.sampled_from(["plain", "html"]))
def test_any_text_arrives_as_it_was(text: str, subtype: str) -> None:
    raw = whole_of(text_part(text, subtype))
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert read.get_content_type() == f"text/{subtype}" and raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    arrived = read.get_payload(decode=True)
    assert isinstance(arrived, bytes)
    assert arrived.decode().replace("\r\n", "\n").rstrip("\n") == lines_of(text).rstrip("\n")


def lines_of(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(max_size=200))
def test_any_file_name_reads_back(name: str) -> None:
    raw = whole_of(file_part(b"x" * 100, "application/pdf", file_name(Part(media=Media.FILE, name=name))))
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert set(read.keys()) == {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}
    assert read.get_payload(decode=True) == b"x" * 100
    assert read.get_filename() and len(read.get_filename() or "") <= 150


# Files


def a_file(name: str = "nota.pdf", size: int | None = 10, **terms: Any) -> Part:
    data = b"x" * (size or 0)
    values = {"media": Media.FILE, "content_type": "application/pdf", "data": data, "size": size, **terms}
    return Part(name=name, **values)


async def with_files(*parts: Part, html: str = "", most: int = 1_000) -> EmailMessage:
    message = a_message(parts=parts, earlier=(), details={"email_html_content": html} if html else {})
    return mail_of(message, files=await collected(message, LINE, said(message).html, most))


async def test_files_are_attached_under_their_names() -> None:
    mail = await with_files(
        a_file("relatório de março.pdf"), a_file("../../etc/passwd\r\nX: y", content_type="text/plain")
    )
    found = [
        (one.get_filename(), one.get_content_type(), one.get_payload(decode=True)) for one in mail.iter_attachments()
    ]
    assert found == [
        ("relatório de março.pdf", "application/pdf", b"x" * 10),
        (".._.._etc_passwd X: y", "text/plain", b"x" * 10),
    ]


async def test_a_mail_as_an_attachment_does_not_become_part_of_this_mail() -> None:
    mail = await with_files(a_file("a.eml", content_type="message/rfc822"))
    [one] = mail.iter_attachments()
    assert one.get_content_type() == "application/octet-stream" and one.get_payload(decode=True) == b"x" * 10


async def test_what_does_not_fit_becomes_a_link_with_a_sentence() -> None:
    address = "https://desk.test/files/abc/v%C3%ADdeo.mp4"
    mail = await with_files(a_file(size=600), a_file("vídeo.mp4", size=600, source=address), a_file("b.pdf", size=300))
    assert [one.get_filename() for one in mail.iter_attachments()] == ["nota.pdf", "b.pdf"]
    assert f"grandes demais para um e-mail. Você pode baixá-los aqui:\nvídeo.mp4: {address}" in text_of(mail)
    assert f'<a href="{address}">vídeo.mp4</a>' in text_of(mail, "html")


async def test_a_picture_of_the_text_travels_inside_the_mail() -> None:
    address = "https://desk.test/files/abc/a.png?x=1&y=2"
    picture = a_file("a.png", media=Media.IMAGE, content_type="image/png", source=address)
    other = a_file("b.png", media=Media.IMAGE, content_type="image/png", source="https://desk.test/files/def/b.png")
    mail = await with_files(other, picture, html=f'<p>Veja:</p><img src="{escape(address)}">')
    body = mail.get_body(("related", "html"))
    assert body is not None and body.get_content_type() == "multipart/related"
    page, inside = body.iter_parts()
    assert f'src="cid:{inside["Content-ID"][1:-1]}"' in page.get_content() and address not in page.get_content()
    assert inside.get_content_disposition() == "inline" and inside.get_filename() == "a.png"
    assert [one.get_filename() for one in mail.iter_attachments()] == ["b.png"]


async def test_a_file_that_is_gone_is_said() -> None:
    with pytest.raises(Rejected, match=r"“nota\.pdf” is not there any more"):
        await with_files(a_file(data=None))


async def test_a_file_whose_size_nobody_knew_is_weighed_when_it_is_read() -> None:
    mail = await with_files(a_file(data=b"x" * 2_000, size=None, source="https://desk.test/files/k/nota.pdf"))
    assert not list(mail.iter_attachments()) and "https://desk.test/files/k/nota.pdf" in text_of(mail)
