"""Who writes is who stands in From, by address; nothing else in a mail can claim to be somebody (EML-05, EML-19, EML-20)."""

import pytest

from balcao.channels.email.naming import message_id, reply_address
from tests.channels.email.mime.built import OWN, SECRET, built, email_of, line, message

THREAD = "0b0f7c1e-7f0a-4a42-9a53-2f1f5a3c9d11"


def sender(value: str | bytes | None, **headers: str | bytes | None) -> tuple[str, str]:
    found = message(built(From=value, **headers)).sender
    assert found.email == found.address
    return found.address, found.name


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("Ana <Ana@Cliente.Example>", "ana@cliente.example", "Ana"),
        ("ana+loja@cliente.example", "ana+loja@cliente.example", ""),
        ("ana@cliente.example (Ana Dias)", "ana@cliente.example", "Ana Dias"),
        ('"Dias, Ana" <ana@cliente.example>', "ana@cliente.example", "Dias, Ana"),
        ("Dias, Ana <ana@cliente.example>", "ana@cliente.example", "Dias, Ana"),
        ('"Ana \\"Nana\\" Dias" <ana@x.example>', "ana@x.example", "Ana Nana Dias"),
        ("=?utf-8?Q?Jos=C3=A9?= <jose@x.example>", "jose@x.example", "José"),
        ('"=?utf-8?Q?Jos=C3=A9?=" <jose@x.example>', "jose@x.example", "José"),
        ("=?utf-8?Q?Dias,_Jos=C3=A9?= <jose@x.example>", "jose@x.example", "Dias, José"),
        ("José <jose@x.example>".encode(), "jose@x.example", "José"),
        ("José <jose@x.example>".encode("cp1252"), "jose@x.example", "José"),
        ("<<ana@x.example>", "ana@x.example", ""),
        ("ana@x.example>", "ana@x.example", ""),
        ('"Ana <ana@x.example>', "ana@x.example", "Ana"),
        ("mailto:ana@x.example", "ana@x.example", ""),
        ("ana@münchen.example".encode(), "ana@xn--mnchen-3ya.example", ""),
        ("Grupo: Ana <ana@x.example>, bia@x.example;", "ana@x.example", "Ana"),
        ("Ana <ana@x.example>, Bia <bia@x.example>", "ana@x.example", "Ana"),
        ("=?utf-8?B?QW5hIDxhbmFAeC5leGFtcGxlPg==?=", "ana@x.example", "Ana"),
        ("Ana\r\n <ana@x.example>", "ana@x.example", "Ana"),
    ],
)
def test_the_author_is_the_address_in_from(value: str | bytes, address: str, name: str) -> None:
    """EML-19: groups, several authors, raw and encoded names, IDN."""
    assert sender(value) == (address, name)


@pytest.mark.parametrize(
    "value",
    ['"chefe@loja.example" <x@evil.example>', '"Chefe (chefe@loja.example)" <x@evil.example>', "chefe＠loja.example <x@evil.example>",
     '"chefe @ loja.example" <x@evil.example>', "=?utf-8?Q?chefe=40loja.example?= <x@evil.example>"],
)  # fmt: skip
def test_a_name_cannot_pass_itself_off_as_another_address(value: str) -> None:
    """EML-19."""
    assert sender(value.encode()) == ("x@evil.example", "")


@pytest.mark.parametrize(
    "value", ["chefe@loja.example@evil.example", '"chefe x"@loja.example', "Nobody", "<>", "a@", "@b", "", None]
)
def test_an_address_that_is_none_is_nobody(value: str | None) -> None:
    """EML-19: and the mail is there all the same, doubted, and answered by no machine."""
    inbound = message(built(From=value))
    assert inbound.sender.address == "unknown@sender.invalid"
    assert (inbound.automatic, inbound.doubt, inbound.text) == (True, "unauthenticated", "Bom dia")


def test_without_from_the_sender_speaks_for_itself() -> None:
    assert sender(None, Sender="Bia <bia@x.example>") == ("bia@x.example", "Bia")


def test_reply_to_is_no_identity() -> None:
    """EML-19; it is kept for whoever answers."""
    inbound = message(built(Reply_To="Outro <outro@evil.example>"))
    assert inbound.sender.address == "ana@cliente.example"
    assert email_of(inbound)["reply_to"] == ["outro@evil.example"]


def test_a_form_mailer_writes_for_others_where_the_inbox_says_so() -> None:
    """EML-19: and it is said that nobody has proved who wrote, for anybody may be named there."""
    by = line({"reply_to_sender": True})
    found = message(built(Reply_To="Bia <bia@x.example>"), by=by)
    assert (found.sender.address, found.doubt) == ("bia@x.example", "reply_to")
    assert email_of(found)["doubt"] == "reply_to"
    own = message(built(Reply_To="Ana <ana@cliente.example>"), by=by)
    assert (own.sender.address, own.doubt) == ("ana@cliente.example", None)


def test_everybody_named_is_kept_once_and_not_without_end() -> None:
    """EML-20."""
    many = ", ".join(f"p{number}@x.example" for number in range(1000))
    inbound = message(built(To=f"{many}, p1@x.example", Cc="undisclosed-recipients:;", Bcc="b@x.example"))
    assert email_of(inbound)["to"][:2] == ["p0@x.example", "p1@x.example"]
    assert len(email_of(inbound)["to"]) == 200
    assert (inbound.details["cc_emails"], inbound.details["bcc_emails"]) == ([], ["b@x.example"])


GOOGLE = "mx.google.com; dkim=none; spf=pass smtp.mailfrom=x.example; dmarc={} (p=REJECT) header.from=cliente.example"
RECEIVED = "from a by {} with ESMTPS; Tue, 24 Nov 2026 04:00:00 -0800"


@pytest.mark.parametrize(
    ("results", "settings", "doubt"),
    [
        ([GOOGLE.format("fail")], {}, "unauthenticated"),
        ([GOOGLE.format("pass")], {}, None),
        ([GOOGLE.format("none")], {}, None),
        ([], {}, None),
        (["mx.evil.example; dmarc=fail"], {}, None),
        ([GOOGLE.format("fail"), "mx.google.com; dmarc=pass"], {}, "unauthenticated"),
        (["mx.google.com; spf=pass (dmarc=fail)"], {}, None),
        (["mx.receptor.example; dmarc=fail"], {"imap_address": ""}, "unauthenticated"),
        (["mx.loja.com.br; dmarc=fail"], {"imap_address": "imap.loja.com.br"}, "unauthenticated"),
        (["mx.evil.com.br; dmarc=fail"], {"imap_address": "imap.loja.com.br"}, None),
        (["spf=fail smtp.mailfrom=x; dmarc=fail action=none"], {"provider": "microsoft"}, "unauthenticated"),
        (["spf=fail smtp.mailfrom=x; dmarc=fail action=none"], {}, None),
    ],
)
def test_only_the_receiving_server_is_believed(results: list[str], settings: dict[str, str], doubt: str | None) -> None:
    """EML-05."""
    lines = "\r\nAuthentication-Results: ".join([RECEIVED.format("mx.receptor.example"), *results])
    inbound = message(built(Received=lines), by=line(settings))
    assert inbound.doubt == doubt
    assert email_of(inbound).get("doubt") == doubt


def test_a_group_that_writes_in_its_own_name_hands_on_its_author() -> None:
    headers = {
        "From": f"'Bia' via Suporte <{OWN}>",
        "X_Original_From": "Bia <bia@x.example>",
        "List_ID": "<suporte.loja.example>",
    }
    proven = message(built(**headers, Authentication_Results=GOOGLE.format("pass")))
    assert (proven.sender.address, proven.doubt, proven.automatic) == ("bia@x.example", None, False)
    assert message(built(**headers)).doubt == "unauthenticated"


def test_nobody_else_can_claim_to_hand_on_a_mail() -> None:
    inbound = message(built(From="x@evil.example", X_Original_From="chefe@loja.example", List_ID="<l.evil.example>"))
    assert inbound.sender.address == "x@evil.example"


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered_To", "X_Original_To", "X_Forwarded_To", "Envelope_To"])
def test_a_reply_address_leads_to_its_conversation(header: str) -> None:
    to = reply_address(OWN, SECRET, THREAD)
    assert message(built(**{header: f"Suporte <{to.upper()}>"})).conversation == THREAD


def test_the_envelope_leads_there_too() -> None:
    assert message(built(), {"recipients": [reply_address(OWN, SECRET, THREAD)]}).conversation == THREAD


def test_an_id_of_ours_leads_to_its_conversation() -> None:
    ours = message_id(SECRET, THREAD, 7, "loja.example")
    assert message(built(References=f"<{ours}> <other@x>")).conversation == THREAD


@pytest.mark.parametrize("secret", ["another inbox", ""])
def test_what_another_inbox_has_made_leads_nowhere(secret: str) -> None:
    """EML-10."""
    raw = built(Cc=reply_address(OWN, secret, THREAD), In_Reply_To=f"<{message_id(secret, THREAD, 7, 'loja.example')}>")
    assert message(raw).conversation is None


def test_a_token_with_letters_that_only_look_right_is_no_error() -> None:
    ours = reply_address(OWN, SECRET, THREAD).replace("k", "\u212a").replace("s", "\u017f", 1)
    assert message(built(To=ours.encode())).sender.address == "ana@cliente.example"
