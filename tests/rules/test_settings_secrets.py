"""Secrets of inboxes lie sealed in the database; a copy of it alone opens nothing."""

from typing import Any

import pytest

from balcao.channels.checks import checked
from balcao.channels.email.about import ABOUT
from balcao.channels.secrets import WrongKey, is_sealed, opened, readable, sealed
from balcao.kit.crypto import Keyring
from balcao.kit.errors import Problem

KEYS, OTHER = Keyring(b"k" * 32), Keyring(b"o" * 32)
CLEAR: dict[str, Any] = {
    "email": "oi@padaria.example", "imap_password": "sêgredo", "smtp_password": "outro",
    "oauth": {"access_token": "a", "refresh_token": "r", "expires_at": 5},
}  # fmt: skip


def test_what_is_secret_is_sealed_and_the_rest_is_not() -> None:
    kept = sealed(ABOUT, CLEAR, KEYS)
    assert kept["email"] == CLEAR["email"]
    assert all(is_sealed(kept[name]) for name in ("imap_password", "smtp_password", "oauth"))
    assert not any(word in str(kept) for word in ("sêgredo", "outro", "refresh_token"))
    assert opened(ABOUT, kept, KEYS) == CLEAR


def test_sealing_twice_changes_nothing() -> None:
    kept = sealed(ABOUT, CLEAR, KEYS)
    assert sealed(ABOUT, kept, KEYS) == kept


def test_a_secret_that_has_not_changed_stays_as_it_lies() -> None:
    kept = sealed(ABOUT, CLEAR, KEYS)
    changed = sealed(ABOUT, {**CLEAR, "smtp_password": "novo"}, KEYS, kept)
    assert changed["imap_password"] == kept["imap_password"]
    assert opened(ABOUT, changed, KEYS)["smtp_password"] == "novo"


def test_nothing_is_no_secret() -> None:
    assert sealed(ABOUT, {"imap_password": None, "smtp_password": ""}, KEYS) == {
        "imap_password": None, "smtp_password": "",
    }  # fmt: skip


def test_the_same_secret_never_looks_the_same() -> None:
    assert sealed(ABOUT, CLEAR, KEYS)["imap_password"] != sealed(ABOUT, CLEAR, KEYS)["imap_password"]


def test_another_key_opens_nothing_and_says_what_to_do() -> None:
    kept = sealed(ABOUT, CLEAR, KEYS)
    with pytest.raises(WrongKey, match=r"imap_password.*BALCAO_SECRET_KEY"):
        opened(ABOUT, kept, OTHER)
    assert readable(ABOUT, kept, OTHER) == {
        "email": CLEAR["email"], "imap_password": None, "smtp_password": None, "oauth": None,
    }  # fmt: skip


@pytest.mark.parametrize("spoil", [lambda text: text[:-3], lambda text: text[:-6] + "AAAA==", lambda _: "sealed:1:"])
def test_what_was_changed_does_not_open(spoil: Any) -> None:
    kept = sealed(ABOUT, CLEAR, KEYS)
    with pytest.raises(WrongKey):
        opened(ABOUT, {**kept, "imap_password": spoil(kept["imap_password"])}, KEYS)


def test_a_secret_does_not_fit_into_another_place() -> None:
    kept = sealed(ABOUT, CLEAR, KEYS)
    with pytest.raises(WrongKey):
        opened(ABOUT, {**kept, "smtp_password": kept["imap_password"]}, KEYS)


BASE = checked(
    ABOUT,
    {
        "name": "Loja", "email": "oi@padaria.example", "imap_enabled": True, "imap_address": "imap.padaria.example",
        "imap_login": "oi", "imap_password": "sêgredo",
    },
)  # fmt: skip


@pytest.mark.parametrize("blank", ["", None, "null"])
def test_a_secret_left_blank_stays(blank: Any) -> None:
    assert checked(ABOUT, {"imap_password": blank, "imap_port": 143}, BASE)["imap_password"] == "sêgredo"


@pytest.mark.parametrize("change", [{"imap_address": "imap.evil.test"}, {"imap_login": "outra"}])
def test_a_secret_is_not_sent_to_another_place(change: dict[str, Any]) -> None:
    """Who may change the server may not have the old password sent there: he gives it again."""
    with pytest.raises(Problem) as caught:
        checked(ABOUT, change, BASE)
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["attributes"] == ["imap_password"]
    assert checked(ABOUT, {**change, "imap_password": "nova"}, BASE)["imap_password"] == "nova"


def test_a_sign_in_ends_with_its_mailbox() -> None:
    signed = {**BASE, "provider": "google", "oauth": {"access_token": "a"}}
    assert checked(ABOUT, {"imap_since_days": 3}, signed)["oauth"] == {"access_token": "a"}
    moved = checked(ABOUT, {"email": "outra@padaria.example", "oauth": {"access_token": "mine"}}, signed)
    assert moved["oauth"] is None


def test_nobody_brings_a_token_of_his_own() -> None:
    assert "oauth" not in checked(ABOUT, {"name": "x", "email": "a@b.example", "oauth": {"access_token": "x"}})
