"""Who a mail comes from and goes to, where it belongs, and that nobody writes a header into it (EML-12)."""

import email
import email.policy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balcao.channels.email.compose.addresses import recipients, sender
from balcao.channels.email.compose.headers import header, mailboxes, one_line, unstructured
from balcao.channels.email.naming import LOOP_HEADER, conversation_in, is_loop
from balcao.channels.outcomes import Rejected
from balcao.envelope import Said
from tests.channels.email.smtp.conftest import (
    ANA,
    INBOX,
    LINE,
    NOW,
    TALK,
    a_line,
    a_message,
    asked,
    mail_of,
)


def ours(number: int) -> Said:
    return Said(incoming=False, author="Loja", said_at=NOW, text="Oi", external_id=f"o{number}@loja.com.br")


# Subjects


@pytest.mark.parametrize(
    ("given_subject", "shown"),
    [
        ("Meu pedido", "Re: Meu pedido"),
        ("Re: Meu pedido", "Re: Meu pedido"),
        ("RES: ENC: Meu pedido", "Re: ENC: Meu pedido"),
        ("RE: re: Re[2]: AW: SV: Pedido", "Re: Pedido"),
        ("Reclamação: pedido", "Re: Reclamação: pedido"),
        ("Pedido 😀 " + "ção " * 40, "Re: Pedido 😀 " + "ção " * 40),
    ],
)
def test_an_answer_keeps_the_subject_after_one_re(given_subject: str, shown: str) -> None:
    assert mail_of(a_message(opening={"mail_subject": given_subject}))["Subject"] == shown.strip()


def test_the_first_mail_of_a_conversation_that_we_begin_has_its_own_subject() -> None:
    mail = mail_of(a_message(earlier=(), opening={"mail_subject": "Seu contrato"}))
    assert mail["Subject"] == "Seu contrato"
    assert mail["In-Reply-To"] is None and mail["References"] is None


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("pt_BR", "Sua conversa com Loja [#12]"), ("en", "Your conversation with Loja [#12]"),
     ("es", "Tu conversación con Loja [#12]")],
)  # fmt: skip
def test_a_conversation_without_a_subject_gets_one_in_the_accounts_language(locale: str, shown: str) -> None:
    assert mail_of(a_message(opening={}), a_line({"email": INBOX, "locale": locale}))["Subject"] == shown


# Header injection


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\0\r\n "])
def test_eml_12_line_breaks_in_subject_and_names_begin_no_header(breaks: str) -> None:
    evil = f"Oi{breaks}Bcc: thief@evil.com{breaks}{breaks}body"
    mail = mail_of(a_message(opening={"mail_subject": evil}, sender_name=evil, delivery="d"))
    assert mail["Bcc"] is None and "thief" in mail["Subject"]
    assert mail["From"].addresses[0].addr_spec == INBOX


@pytest.mark.parametrize(
    "address",
    [f"{ANA}\r\nBcc: thief@evil.com", f"{ANA}\nX: y", "a@b.com>\r\nRCPT TO:<t@evil.com", "a b@c.com", "<a@b.com>", "a@",
     "@b.com", "a@b@c.com", "a@b.com, t@evil.com", "a@b.com SIZE=1", "", 'a"b@c.com', "a@-.-", "a@b\u2028c.com"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["to_emails", "cc_emails", "bcc_emails"])
def test_eml_12_what_is_no_address_is_refused(where: str, address: str) -> None:
    with pytest.raises(Rejected, match="not an e-mail address"):
        recipients(a_message(details={where: [address, "ok@x.com"]}), LINE)


@given(st.text(max_size=300))
def test_eml_12_any_text_is_one_header_and_reads_back(text: str) -> None:
    raw = header("Subject", unstructured(text))
    read = email.message_from_bytes(raw + b"\r\nbody", policy=email.policy.default)
    assert read.keys() == ["Subject"] and read.get_payload() == "body"
    assert " ".join(str(read["Subject"]).split()) == " ".join(one_line(text).split())


@given(st.text(max_size=100))
def test_eml_12_any_name_stays_a_name(name: str) -> None:
    raw = header("From", mailboxes([INBOX], name))
    read = email.message_from_bytes(raw + b"\r\nbody", policy=email.policy.default)
    assert read.keys() == ["From"]
    assert [one.addr_spec for one in read["From"].addresses] == [INBOX]


@pytest.mark.parametrize(
    "name",
    ["Ação, Reação & Cia.", 'Loja "A" <x@evil.com>', "São João", "Ana", "a@b.com", "=?utf-8?q?x?=", "👩‍💻 Suporte"],
)
def test_a_name_is_shown_as_it_is(name: str) -> None:
    [shown] = mail_of(a_message(sender_name=name))["From"].addresses
    assert (shown.display_name, shown.addr_spec) == (name, INBOX)


# Recipients


def test_it_goes_to_the_reply_to_that_the_customer_asked_for() -> None:
    message = a_message(earlier=(asked(reply_to=["pedidos@cliente.com"]),))
    assert recipients(message, LINE).to == ("pedidos@cliente.com",)


@pytest.mark.parametrize("known", [{"doubt": "unauthenticated"}, {"from": ["bia@outra.com"]}])
def test_eml_05_a_reply_to_of_somebody_else_is_not_followed(known: dict[str, Any]) -> None:
    message = a_message(earlier=(asked(reply_to=["thief@evil.com"], **known),))
    assert recipients(message, LINE).to == (ANA,)


def test_eml_20_own_addresses_and_repetitions_are_dropped() -> None:
    line = a_line({"email": INBOX, "forward_key": "abc"}, mail_domain="in.test")
    tagged = sender(a_message(), a_line({"email": INBOX, "plus_addressing": True}), shared=False).reply_to
    details = {
        "to_emails": [ANA, ANA.upper(), INBOX.upper()],
        "cc_emails": ["bia@x.com", ANA, "abc@in.test", tagged],
        "bcc_emails": ["BIA@x.com", "chefe@x.com"],
    }
    found = recipients(a_message(details=details), line)
    assert (found.to, found.cc, found.bcc) == ((ANA,), ("bia@x.com",), ("chefe@x.com",))


def test_eml_20_at_most_fifty() -> None:
    many = [f"a{number}@x.com" for number in range(51)]
    with pytest.raises(Rejected, match="at most 50"):
        recipients(a_message(details={"cc_emails": many}), LINE)
    assert len(recipients(a_message(details={"to_emails": many[:50]}), LINE).all) == 50


def test_nobody_but_ourselves_is_nobody() -> None:
    with pytest.raises(Rejected, match="nobody to send this to"):
        recipients(a_message(details={"to_emails": [INBOX]}), LINE)


def test_domains_of_every_script_are_written_for_servers() -> None:
    mail = mail_of(a_message(details={"to_emails": ["ana@Müller.de"]}))
    assert mail["To"] == "ana@xn--mller-kva.de"


# Threads


def test_references_are_the_first_and_the_last_fifteen_and_end_with_what_is_answered() -> None:
    question = asked(references=[f"r{number}@x.com" for number in range(40)], message_id="q9@cliente.com")
    mail = mail_of(a_message(earlier=(question, ours(3), ours(2))))
    names = mail["References"].split()
    assert names[0] == "<r0@x.com>" and names[-1] == "<q9@cliente.com>" == mail["In-Reply-To"]
    assert len(names) == 16 and "<o3@loja.com.br>" in names


def test_ids_that_were_made_up_are_not_sent_out() -> None:
    question = Said(
        incoming=True, author="Ana", said_at=NOW, external_id="sha256:ab", details={"email": {"from": [ANA]}}
    )
    mail = mail_of(a_message(earlier=(question, ours(1))))
    assert mail["References"] == "<o1@loja.com.br>"


def test_eml_12_ids_of_strangers_cannot_carry_headers() -> None:
    mail = mail_of(a_message(earlier=(asked(references=["a@b>\r\nBcc: t@evil.com", "ok@x.com"]),)))
    assert mail["References"] == "<ok@x.com> <q1@cliente.com>" and mail["Bcc"] is None


def test_eml_01_our_mail_is_marked_and_a_machines_mail_says_so() -> None:
    mail = mail_of(a_message(automatic=True))
    assert mail["Auto-Submitted"] == "auto-replied" and mail["X-Auto-Response-Suppress"] == "All"
    assert is_loop([mail[LOOP_HEADER]], LINE.secret)
    assert mail_of(a_message(automatic=True, earlier=()))["Auto-Submitted"] == "auto-generated"
    assert mail_of(a_message())["Auto-Submitted"] is None


# The sender


def test_the_reply_address_carries_a_token_where_the_provider_takes_it() -> None:
    mail = mail_of(a_message(), a_line({"email": INBOX, "plus_addressing": True}))
    assert conversation_in(mail["Reply-To"], "s3cret") == TALK
    assert mail["Reply-To"].startswith("suporte+r.")


def test_answers_come_to_the_forward_address_of_an_inbox_that_only_forwards() -> None:
    line = a_line({"email": INBOX, "provider": "forward", "forward_key": "k" * 24}, mail_domain="in.test")
    mail = mail_of(a_message(), line)
    assert mail["Reply-To"].startswith("k" * 24 + "+r.") and mail["Reply-To"].endswith("@in.test")
    assert conversation_in(mail["Reply-To"], "s3cret") == TALK


def test_a_lent_server_sends_under_its_own_name_unless_the_domain_is_the_same() -> None:
    line = a_line({"email": INBOX}, mail_from="Balcão <balcao@desk.test>")
    mail = mail_of(a_message(), line, shared=True)
    assert mail["From"] == "Loja <balcao@desk.test>" and mail["Reply-To"] == INBOX
    same = a_line({"email": "ajuda@desk.test"}, mail_from="Balcão <balcao@desk.test>")
    assert mail_of(a_message(), same, shared=True)["From"] == "Loja <ajuda@desk.test>"
