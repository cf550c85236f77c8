"""Machines are recognised, so that nobody answers them; bounces reach the message that failed (EML-01 to EML-04)."""

import pytest

from balcao.channels.contract import Hook
from balcao.channels.email.inbound import Letterbox
from balcao.channels.email.naming import LOOP_HEADER, loop_mark, message_id
from balcao.channels.outcomes import Forged
from balcao.envelope import Arrival, Ignored, Inbound, Receipt, State
from tests.channels.email.mime.built import OWN, SECRET, built, email_of, fixture, line, message, multipart, part, told

THREAD = "0b0f7c1e-7f0a-4a42-9a53-2f1f5a3c9d11"
LOOP = LOOP_HEADER.replace("-", "_")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
        {"X_Auto_Response_Suppress": "All"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Precedence": "list"},
        {"List_Id": "Novidades <n.empresa.example>"},
        {"List_Unsubscribe": "<mailto:sair@empresa.example>"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "1"},
        {"X_Loop": "ajuda@empresa.example"},
        {"Return_Path": "<>"},
        {"From": "Mail Delivery <MAILER-DAEMON@empresa.example>"},
        {"From": "no-reply@empresa.example"},
        {"From": "noreply+123@empresa.example"},
        {"From": "contas.nao-responda@empresa.example"},
        {"From": "donotreply@empresa.example"},
        {"Subject": "Resposta automática: férias"},
        {"Subject": "Automatic reply: away"},
    ],
)
def test_a_machine_is_known_by_its_headers(headers: dict[str, str]) -> None:
    """EML-01, EML-02, EML-09: it is kept, and marked."""
    inbound = message(built(**{name: value.encode() for name, value in headers.items()}))
    assert inbound.automatic
    assert email_of(inbound)["auto_reply"]
    assert inbound.text == "Bom dia"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto_Submitted": "no"},
        {LOOP: loop_mark("the inbox of another team")},
        {"X_Autoreply": "no"},
        {"X_Auto_Response_Suppress": "DR, RN, NRN"},
        {"Precedence": "first-class"},
        {"Return_Path": "<ana@cliente.example>"},
        {"From": "Noreen <noreen@cliente.example>"},
        {"Subject": "Preciso de uma resposta automática no site"},
        {"List_Id": f"<{OWN}>", "Precedence": "list"},
        {"List_Id": "Suporte <suporte.loja.example>"},
    ],
)
def test_a_person_is_not_taken_for_one(headers: dict[str, str]) -> None:
    assert not message(built(**headers)).automatic


@pytest.mark.parametrize(("way", "mail_from", "automatic"), [("smtp", "", True), ("lmtp", "", True), ("smtp", "a@x.example", False),
                                                         ("hook", "", False)])  # fmt: skip
def test_an_empty_sender_in_the_envelope_is_a_machine(way: str, mail_from: str, automatic: bool) -> None:
    """EML-03: a relay that tells no sender has not said that there is none."""
    (found,) = Letterbox().read(Arrival(key="k", raw=built(), way=way, facts={"mail_from": mail_from}), line())
    assert isinstance(found, Inbound)
    assert found.automatic is automatic


def test_an_answer_to_an_invitation_is_automatic() -> None:
    """EML-02."""
    answer = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR"
    assert message(
        multipart("mixed", part(b"Aceito", "Content-Type: text/plain"), part(answer, "Content-Type: text/calendar"))
    ).automatic


def test_somebody_who_is_away_still_answers_in_his_thread() -> None:
    """EML-02."""
    inbound = message(fixture("vacation"))
    assert (inbound.automatic, inbound.answers) == (True, ("c.0123.m.7@loja.example",))


@pytest.mark.parametrize(
    "headers", [{LOOP: loop_mark(SECRET)}, {"Message_ID": f"<{message_id(SECRET, THREAD, 1, 'x')}>"}]
)
@pytest.mark.parametrize("own", [OWN, "abc123@entrada.example"])
def test_our_own_mail_that_comes_back_is_a_loop(headers: dict[str, str], own: str) -> None:
    """EML-01."""
    (found,) = told(
        built(From=f"Loja <{own.upper()}>", **headers), by=line({"forward_key": "abc123"}, "entrada.example")
    )
    assert isinstance(found, Ignored)
    assert "has sent itself" in found.reason


def test_a_colleague_who_writes_from_our_address_is_heard() -> None:
    """EML-01: and not taken for a customer, who would be greeted."""
    found = message(built(From=OWN))
    assert (found.sender.address, found.doubt) == (OWN, "own_address")


def test_a_form_of_our_website_writes_for_its_visitor() -> None:
    """It sends from our address and names him in Reply-To; nobody has proved that he is it."""
    found = message(built(From=OWN, Reply_To="Ana <ana@fora.example>"))
    assert (found.sender.address, found.doubt) == ("ana@fora.example", "own_address")


def test_a_stranger_cannot_use_our_mark_to_be_unheard() -> None:
    assert message(built(**{LOOP: loop_mark(SECRET)})).text == "Bom dia"


def test_a_read_receipt_is_no_message() -> None:
    """EML-02."""
    assert told(fixture("read_receipt")) == [Ignored(reason="A read receipt")]


def bounced(raw: bytes) -> list[tuple[str | None, str | None, str]]:
    found = told(raw)
    assert all(isinstance(one, Receipt) and one.state is State.FAILED for one in found), found
    return [(one.external_id, one.recipient, one.reason or "") for one in found if isinstance(one, Receipt)]


@pytest.mark.parametrize(
    ("name", "number", "recipient", "reason"),
    [
        ("bounce_exchange", 8, "rui@firma.example", "This address does not exist (5.4.1). The server said: 550 5.4.1"),
        ("bounce_gmail", 9, "ana@sumiu.example", "The recipient's server could not verify that the sender may"),
        ("bounce_exim", 10, "leo@vila.example", "The mailbox is full (5.2.2). The server said: 552 5.2.2"),
        ("bounce_qmail", 11, "eva@antigo.example", "This address does not exist (5.1.1). The server said: Sorry"),
    ],
)
def test_a_bounce_says_which_mail_failed_and_why(name: str, number: int, recipient: str, reason: str) -> None:
    """EML-03, in the ways of different servers."""
    ((found, whom, why),) = bounced(fixture(name))
    assert (found, whom) == (f"c.0123.m.{number}@loja.example", recipient)
    assert why.startswith(reason)


def test_each_recipient_who_did_not_get_it_is_named() -> None:
    """EML-03: by the address to which we had sent; one that is only late has not failed."""
    assert bounced(fixture("bounce_postfix")) == [
        ("c.0123.m.7@loja.example", "bia@cliente.example",
         "This address does not exist (5.1.1). The server said: 550 5.1.1 No such person here"),
        ("c.0123.m.7@loja.example", "ze@cheia.example", "The mailbox is full (5.2.2). The server said: 552 5.2.2 Over quota"),
    ]  # fmt: skip


def test_a_delay_is_no_failure() -> None:
    """EML-03."""
    (found,) = told(fixture("delayed_postfix"))
    assert isinstance(found, Ignored)


def test_words_about_a_delay_are_no_failure_either() -> None:
    """EML-03: unless the server has given up in the end."""
    late = fixture("bounce_exim").replace(b"One recipient got nothing:", b"The mail is delayed and will be retried:")
    assert isinstance(told(late.replace(b"552 5.2.2 The", b"451 4.2.2 The"))[0], Ignored)
    assert bounced(late)[0][1] == "leo@vila.example"


@pytest.mark.parametrize(("status", "words"), [("5.7.1", "by its policy (5.7.1)"), ("5.3.4", "too large"), ("4.4.7", "reached in time"),
                                               ("5.9.9", "was not delivered (5.9.9)"), ("", "was not delivered")])  # fmt: skip
def test_the_status_becomes_a_sentence(status: str, words: str) -> None:
    raw = fixture("bounce_exchange").replace(b"Status: 5.4.1", b"Status: " + status.encode())
    ((_, _, why),) = bounced(raw.replace(b"550 5.4.1 Recipient address rejected: Access denied.", b""))
    assert words in why


def test_only_the_enclosed_mail_says_which_one_it_was() -> None:
    """EML-04: not what the bounce says it answers."""
    raw = fixture("bounce_gmail").replace(b"Message-ID: <c.0123.m.9@loja.example>\n", b"")
    ((name, whom, why),) = bounced(raw)
    assert (name, whom) == (None, "ana@sumiu.example"), "it is hearsay about a recipient"
    assert "does not say which mail" in why
    assert "ana@sumiu.example" in why


def test_a_person_cannot_make_up_a_bounce_in_words() -> None:
    """EML-04."""
    text = (
        "Hi. This is the qmail-send program.\n<bia@x.example>:\nno. (#5.1.1)\nMessage-ID: <c.0123.m.1@loja.example>\n"
    )
    assert message(built(text.encode(), X_Failed_Recipients="bia@x.example")).text


def test_a_forwarded_bounce_is_a_message() -> None:
    inner = part(fixture("bounce_postfix"), "Content-Type: message/rfc822")
    assert message(multipart("mixed", part(b"O que houve?", "Content-Type: text/plain"), inner)).text == "O que houve?"


def test_a_mail_that_was_not_fetched_is_told() -> None:
    (found,) = told(b"", {"problem": "The server does not give it out"})
    assert found == Ignored(reason="The mail could not be fetched: The server does not give it out")


def test_nobody_calls_here() -> None:
    with pytest.raises(Forged):
        Letterbox().take(Hook("POST", {}, {}, b""), line())
