"""Mails of programs and languages that the rules had not seen (EML-17)."""

import pytest

from balcao.channels.email.body import hands_on, read_html, read_text
from tests.channels.email.body.third_cases import HTML, KEEP, PLAIN


@pytest.mark.parametrize("name", PLAIN)
def test_eml_17_what_is_new_in_plain_text(name: str) -> None:
    subject, text, new = PLAIN[name]
    mail = read_text(text, forwarded=hands_on(subject))
    assert mail.reply == (mail.full if new == KEEP else new)


@pytest.mark.parametrize("name", HTML)
def test_eml_17_what_is_new_in_html(name: str) -> None:
    subject, html, new = HTML[name]
    mail = read_html(html, forwarded=hands_on(subject))
    assert mail.text_reply == (mail.text_full if new == KEEP else new)
