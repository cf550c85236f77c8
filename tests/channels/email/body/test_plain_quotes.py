"""The part of a plain mail that is new is found, in every language, and nothing that is new is lost (EML-17)."""

import random
import time

import pytest

from balcao.channels.email.body import read_text
from tests.channels.email.body.plain_cases import ATTRIBUTIONS, HEAD, HEADERS, KEEP, MAILS, OLD


@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_eml_17_the_line_above_a_quote_is_known_in_every_language(name: str) -> None:
    mail = read_text(f"Chegou sim, obrigada.\n\n{ATTRIBUTIONS[name]}\n\n{OLD}\n")
    assert mail.reply == "Chegou sim, obrigada."
    assert mail.quoted == f"{ATTRIBUTIONS[name]}\n\n{OLD}"


@pytest.mark.parametrize("name", HEADERS)
def test_eml_17_the_header_lines_of_outlook_are_known_in_every_language(name: str) -> None:
    mail = read_text(f"Chegou sim, obrigada.\n\nAna\n\n{HEAD.format(*HEADERS[name])}")
    assert mail.reply == "Chegou sim, obrigada.\n\nAna"
    assert "Bom dia, chegou?" in mail.quoted


@pytest.mark.parametrize("name", MAILS)
def test_eml_17_what_is_new(name: str) -> None:
    text, new = MAILS[name]
    mail = read_text(text)
    full = text.replace("\r\n", "\n").strip("\n")
    assert mail.full == full
    assert mail.reply == (full if new == KEEP else new)


@pytest.mark.parametrize("name", MAILS)
def test_eml_17_every_word_stays_reachable(name: str) -> None:
    text, _ = MAILS[name]
    mail = read_text(text)
    assert sorted(f"{mail.reply} {mail.quoted}".split()) == sorted(text.split())


def test_a_mail_that_hands_on_another_is_shown_whole() -> None:
    text = "Para seu controle\n\n" + HEAD.format(*HEADERS["pt-BR"])
    assert read_text(text, forwarded=True).reply == text
    assert read_text(text).reply == "Para seu controle"


def test_a_wrapped_attribution_goes_with_all_its_lines() -> None:
    mail = read_text(f"Sim\n\n{ATTRIBUTIONS['en Gmail, wrapped thrice']}\n\n{OLD}")
    assert mail.quoted.startswith("On Mon, Mar 3")


HOSTILE = {
    "one line of marks": ">" * 5_000_000,
    "lines of marks": ">\n" * 2_500_000,
    "marks and gaps": "> \n\n" * 1_200_000,
    "answers for ever": "> a\nb\n" * 800_000,
    "colons": "a:\n" * 1_600_000,
    "attributions": "1.1.2025 12:00 <a@b.example>:\n\n\n> x\ny\n" * 120_000,
    "from lines": "From: x\n" * 600_000,
    "dashes": "--\n" * 1_600_000,
    "one line of dashes": "-" * 5_000_000,
    "rules": "____\n" * 1_000_000,
    "empty lines": "\n" * 5_000_000,
    "digits": "1 2025 " * 700_000 + ":",
    "addresses": "a@b" * 1_600_000 + ":",
    "short lines of digits": ("1 " * 190 + "<a@:\n") * 13_000,
    "spaces": " " * 5_000_000 + ":",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_eml_17_five_megabytes_take_no_longer_than_a_breath(name: str) -> None:
    began = time.process_time()
    mail = read_text(HOSTILE[name])
    assert time.process_time() - began < 2
    assert mail.reply or not mail.full


def test_eml_17_whatever_comes_nothing_is_lost() -> None:
    words = [
        "> x",
        "",
        "-- ",
        "Oi",
        "De: a@b.example",
        "Enviado: 3/3/2025 14:05",
        "Assunto: x",
        "Em 3/3/2025 14:05, A <a@b.example> escreveu:",
        "----- Mensagem original -----",
        "____",
        "Enviado do meu iPhone",
        "a:",
    ]
    chance = random.Random(17)
    for _ in range(3_000):
        text = "\n".join(chance.choices(words, k=chance.randint(0, 14)))
        mail = read_text(text)
        assert sorted(f"{mail.reply} {mail.quoted}".split()) == sorted(text.split())
        assert mail.reply or not text.strip()
