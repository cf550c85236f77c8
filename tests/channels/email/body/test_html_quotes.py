"""The old mail is told by the structure that mail programs give it (EML-17), and both halves stay whole."""

import random

import pytest

from balcao.channels.email.body import hands_on, read_html
from balcao.channels.email.body.page import Page
from tests.channels.email.body.html_cases import KEEP, MAILS, WEB
from tests.channels.email.body.judge import faults_of


@pytest.mark.parametrize("name", MAILS)
def test_eml_17_what_is_new(name: str) -> None:
    html, new = MAILS[name]
    mail = read_html(html)
    if new == KEEP:
        assert (mail.reply, mail.quoted, mail.text_reply) == (mail.full, "", mail.text_full)
    else:
        assert mail.text_reply == new
        assert mail.quoted
        assert mail.text_quoted


@pytest.mark.parametrize("name", MAILS)
def test_eml_17_every_word_stays_reachable(name: str) -> None:
    mail = read_html(MAILS[name][0])
    words = f"{mail.text_reply} {mail.text_quoted}".replace(">", " ").split()
    assert sorted(words) == sorted(mail.text_full.replace(">", " ").split())


@pytest.mark.parametrize("name", MAILS)
def test_both_halves_are_well_formed(name: str) -> None:
    mail = read_html(MAILS[name][0])
    for part in (mail.full, mail.reply, mail.quoted):
        assert faults_of(part) == []
        assert read_html(part, forwarded=True).full.split() == part.split()


def test_a_mail_that_hands_on_another_is_shown_whole() -> None:
    """Outlook marks what it hands on exactly as what it answers; only the subject tells."""
    mail = read_html(WEB.format(""), forwarded=hands_on("ENC: Pedido"))
    assert mail.reply == mail.full
    assert "Bom dia, chegou?" in mail.text_reply


@pytest.mark.parametrize(
    "subject", ["Fwd: x", "FW: x", "Enc: x", "ENC: x", "RV: x", "TR: x", "WG: x", "[loja] Fwd: x", "I: x", "转发: x"]
)
def test_a_subject_tells_that_a_mail_is_handed_on(subject: str) -> None:
    assert hands_on(subject)


@pytest.mark.parametrize("subject", ["Re: x", "Frete: quanto?", "Encomenda: chegou?", "Re: Fwd: x", "TRoca", ""])
def test_a_subject_tells_that_it_is_not(subject: str) -> None:
    assert not hands_on(subject)


def test_an_answer_that_is_a_picture_is_an_answer() -> None:
    mail = read_html('<img src="cid:foto"><div class="gmail_quote"><blockquote>Mande uma foto</blockquote></div>')
    assert 'src="cid:foto"' in mail.reply
    assert "Mande" not in mail.reply


def words_of(text: str) -> list[str]:
    """Without the marks of lists and quotes and the addresses of links, which a cut may repeat or part from them."""
    return sorted(word for word in text.replace(">", " ").split() if word != "-" and not word.startswith("("))


def test_eml_17_whatever_comes_nothing_is_lost_and_both_halves_are_well_formed() -> None:
    pieces = [
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "uma",
        "<div>",
        "</div>",
        "<a href=https://y.example>",
        "</a>",
        "<li>",
        "<ul>",
        "</ul>",
        "<blockquote type=cite>",
        "<br>",
        "<hr>",
        "<div class=gmail_quote>",
        "</blockquote>",
        "<img src=cid:x>",
        "<div id=divRplyFwdMsg>",
        "<div class=moz-cite-prefix>Em 3/3/2025 14:05, A escreveu:</div>",
        "<div class=gmail_signature>",
        "<p>Em 3/3/2025 14:05, A escreveu:</p>",
        "<p>-- </p>",
    ]
    chance = random.Random(18)
    for _ in range(1_500):
        mail = read_html("".join(chance.choices(pieces, k=chance.randint(1, 40))))
        assert words_of(f"{mail.text_reply} {mail.text_quoted}") == words_of(mail.text_full)
        for part in (mail.full, mail.reply, mail.quoted):
            Page.of(part)
            assert part.count("<div") == part.count("</div>")
