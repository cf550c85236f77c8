"""The rules hold for mails that they were not made from (EML-17)."""

import pytest

from balcao.channels.email.body import read_html, read_text
from tests.channels.email.body.later_cases import HTML, KEEP, PLAIN


@pytest.mark.parametrize("name", PLAIN)
def test_eml_17_what_is_new_in_plain_text(name: str) -> None:
    text, new = PLAIN[name]
    mail = read_text(text)
    assert mail.reply == (mail.full if new == KEEP else new)


@pytest.mark.parametrize("name", HTML)
def test_eml_17_what_is_new_in_html(name: str) -> None:
    html, new = HTML[name]
    mail = read_html(html)
    assert mail.text_reply == (mail.text_full if new == KEEP else new)
