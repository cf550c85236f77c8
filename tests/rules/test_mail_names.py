"""Our Message-IDs and reply addresses: known again by the inbox that made them, and by nobody else (EML-07, EML-10)."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balcao.channels.email.naming import (
    LOCAL_MAX,
    conversation_in,
    is_loop,
    loop_mark,
    message_id,
    reply_address,
)

SECRET, OTHER = "inbox one", "inbox two"
TALK = "0b52f4c2-8a5e-4a7e-9a57-2c1d5a3f9b10"
INBOX = "atendimento@exemplo.com.br"


def test_a_message_id_says_which_conversation_and_is_the_same_at_every_try() -> None:
    name = message_id(SECRET, TALK, 12, "exemplo.com.br")
    assert name == message_id(SECRET, TALK, 12, "exemplo.com.br")
    assert name.startswith("c.0b52f4c28a5e4a7e9a572c1d5a3f9b10.m.12.")
    assert name.endswith("@exemplo.com.br")
    assert conversation_in(name, SECRET) == conversation_in(f" <{name}>", SECRET) == TALK


def test_a_relay_may_change_the_domain_and_the_case() -> None:
    name = message_id(SECRET, TALK, 12, "exemplo.com.br").partition("@")[0]
    assert conversation_in(f"<{name.upper()}@eu-west-1.amazonses.com>", SECRET) == TALK


def test_a_reply_address_leads_back_whatever_happens_to_its_case() -> None:
    address = reply_address(INBOX, SECRET, TALK)
    assert address.startswith("atendimento+r.")
    assert address.endswith("@exemplo.com.br")
    assert conversation_in(address, SECRET) == conversation_in(address.upper(), SECRET) == TALK
    assert conversation_in(f"Loja <{address}>", SECRET) == TALK


@pytest.mark.parametrize("local", ["a" * 24, "a" * 29])
def test_a_token_fits_beside_the_key_of_an_inbox(local: str) -> None:
    tagged = reply_address(f"{local}@x.br", SECRET, TALK)
    assert conversation_in(tagged, SECRET) == TALK
    assert len(tagged.partition("@")[0]) <= LOCAL_MAX


def test_an_address_without_room_stays_as_it_is() -> None:
    assert reply_address(f"{'a' * 31}@x.br", SECRET, TALK) == f"{'a' * 31}@x.br"


def test_eml_10_another_inbox_does_not_believe_them() -> None:
    assert conversation_in(message_id(SECRET, TALK, 12, "x.br"), OTHER) is None
    assert conversation_in(reply_address(INBOX, SECRET, TALK), OTHER) is None
    assert conversation_in(message_id(SECRET, TALK, 12, "x.br"), "") is None


@given(place=st.integers(0, 100), letter=st.sampled_from("abcdef234567"))
def test_eml_07_a_changed_name_leads_nowhere(place: int, letter: str) -> None:
    for name in (message_id(SECRET, TALK, 12, "x.br"), reply_address("a@x.br", SECRET, TALK)):
        local, _, domain = name.partition("@")
        at = len("a+r.") + place % (len(local) - len("a+r."))
        changed = local[:at] + letter + local[at + 1 :]
        if changed != local:
            assert conversation_in(f"{changed}@{domain}", SECRET) is None


def test_eml_07_knowing_the_conversation_or_a_message_does_not_help() -> None:
    token = reply_address("a@x.br", SECRET, TALK).partition(".")[2]
    assert uuid.UUID(TALK).hex not in token
    mine = message_id(SECRET, TALK, 12, "x.br")
    assert conversation_in(mine.replace(".m.12.", ".m.13."), SECRET) is None


@given(st.text())
def test_what_is_not_ours_leads_nowhere(text: str) -> None:
    assert conversation_in(text, SECRET) is None
    assert conversation_in(f"c.{text}@x.br", SECRET) is None
    assert conversation_in(f"a+r.{text}@x.br", SECRET) is None


def test_eml_01_an_inbox_knows_its_own_mail() -> None:
    assert is_loop([f" {loop_mark(SECRET)} "], SECRET)
    assert not is_loop([loop_mark(OTHER), ""], SECRET)
    assert not is_loop([], SECRET)
