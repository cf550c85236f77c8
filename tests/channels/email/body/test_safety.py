"""Nothing that a stranger writes into a mail runs or loads anything (XSS-03, EML-18), whatever part of it is looked at."""

import base64
import re

import pytest

from balcao.channels.email.body import read_html, safe_html
from balcao.channels.email.body.steady import UNTOUCHED_TAGS, is_usual, steady
from tests.channels.email.body.judge import faults_of
from tests.channels.email.body.payloads import EVERYTHING, EVIL, LOADS

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
QUOTE = '<div class="gmail_quote"><div class="gmail_attr">Em 3 de mar. de 2025 às 14:05, Ana escreveu:</div><blockquote>{}</blockquote></div>'


@pytest.mark.parametrize("payload", EVERYTHING)
def test_xss_03_nothing_runs_or_loads(payload: str) -> None:
    for html in (
        payload,
        f"<p>Oi</p>{QUOTE.format(payload)}",
        f"<div><table><tr><td>{payload}</td></tr></table></div>",
    ):
        mail = read_html(html)
        for part in (mail.full, mail.reply, mail.quoted):
            assert faults_of(part) == []


@pytest.mark.parametrize("payload", EVERYTHING)
def test_xss_03_not_in_a_large_mail_either(payload: str) -> None:
    """Large mails are written anew first, by rules of our own."""
    html = payload + "<i>x</i>" * (UNTOUCHED_TAGS // 2) + payload
    mail = read_html(html)
    assert not is_usual(html)
    assert faults_of(mail.full) == []
    assert faults_of(read_html(steady(payload)).full) == []


@pytest.mark.parametrize("payload", EVERYTHING)
def test_xss_03_reading_what_was_read_changes_nothing(payload: str) -> None:
    """A tree that changes when it is parsed again is how such attacks wake up."""
    once = read_html(payload).full.replace("<pre>\n", "<pre>")
    again = read_html(once.replace(" data-remote-src=", " src=")).full
    assert again == once


@pytest.mark.parametrize("payload", EVERYTHING)
def test_xss_03_nothing_runs_in_what_we_send(payload: str) -> None:
    html = safe_html(payload)
    assert [fault for fault in faults_of(html) if not re.match(r"img src=\s*https?:", fault, re.IGNORECASE)] == []


@pytest.mark.parametrize("payload", LOADS)
def test_eml_18_an_address_from_afar_stands_only_where_it_waits(payload: str) -> None:
    html = read_html(payload).full
    assert html.count("evil.example") == html.count('data-remote-src="') or "href=" in html


def test_a_remote_picture_waits_until_somebody_asks_for_it() -> None:
    mail = read_html(f'<p>Oi <img src="{EVIL}" width="1" height="1" alt=""></p>')
    assert f'<img data-remote-src="{EVIL}" width="1" height="1" alt="">' in mail.full
    assert mail.remote_images
    assert " src=" not in mail.full


@pytest.mark.parametrize("length", [1, 900])
def test_an_address_stays_what_it_is_in_tags_that_are_alike(length: int) -> None:
    """Tags are remembered without their addresses: none may turn up in another's place."""
    for number in range(3):
        address = f"https://x.example/{number}/{'a' * length}"
        link = read_html(f'<a title="https:" class="https://y.example" href="{address}?a=1&amp;b=2">x</a>').full
        assert link.startswith(f'<a title="https:" href="{address}?a=1&amp;b=2" ')
        named = read_html(f'<a href="mailto:a@b.example" title="{address}">x</a>').full
        assert f'href="mailto:a@b.example" title="{address}"' in named
        image = read_html(f'<img alt="{address}" src="{address}">').full
        assert image == f'<img alt="{address}" data-remote-src="{address}">'


def test_pictures_of_the_mail_itself_are_shown() -> None:
    mail = read_html(f'<img src="cid:foto@1"><img src="data:image/png;base64,{PIXEL}">')
    assert 'src="cid:foto@1"' in mail.full
    assert PIXEL in mail.full
    assert not mail.remote_images


def test_a_huge_picture_written_into_the_html_is_left_out() -> None:
    assert "data:" not in read_html(f'<img src="data:image/png;base64,{"A" * 140_000}">').full


def test_names_are_gone_and_links_open_elsewhere() -> None:
    mail = read_html(
        '<div id="app" class="modal" name="x"><a href="https://ok.example/?a=1&amp;b=2" id="y" target="_top">x</a></div>'
    )
    assert mail.full == (
        '<div><a href="https://ok.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">x</a></div>'
    )


def test_xss_03_styles_cannot_lay_anything_over_the_page() -> None:
    html = read_html(
        '<div style="position:fixed;z-index:999999;top:0;left:0;margin:-900px;color:#333;padding:4px">x</div>'
    ).full
    assert html == '<div style="color:#333;padding:4px">x</div>'


def test_a_style_sheet_becomes_styles_of_elements() -> None:
    """Outlook spaces its paragraphs, newsletters hide lines, by a sheet that does not survive."""
    mail = read_html(
        "<style>p.MsoNormal{margin:0} .pre{display:none}</style><p class=MsoNormal>Oi</p><p class=pre>oculto</p>"
    )
    assert '<p style="margin:0">Oi</p>' in mail.full
    assert mail.text_full == "Oi"


def test_quoted_font_names_survive() -> None:
    assert (
        'style="font-family:&quot;Segoe UI&quot; , sans-serif;color:red"'
        in read_html("<p style='font-family:\"Segoe UI\",sans-serif;color:red'>x</p>").full
    )
