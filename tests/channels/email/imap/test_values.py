"""What a mailbox's watch decides without asking anybody: same mails, how far, large ones, and refusals."""

import pytest

from balcao.channels.email.arrivals import mail_key
from balcao.channels.email.imap import ImapWatch
from balcao.channels.email.imap.belt import Closed, Scales
from balcao.channels.email.imap.cursor import Cursor, Progress, beginning, renumbered
from balcao.channels.email.imap.link import words
from balcao.channels.email.imap.oversize import whole_parts
from balcao.channels.email.imap.troubles import is_final, is_passing
from balcao.kit.clock import DAY
from tests.channels.email.imap.mailbox import mail

NOW = 20_000 * DAY


def test_a_mail_has_one_key_by_whatever_way_it_comes() -> None:
    """EML-11: what servers add and how they end lines is not the mail."""
    raw = mail(1)
    relayed = b"Return-Path: <x@y>\r\nReceived: from a\r\n\tby b; subject: Pedido 2\r\n" + raw + b"\r\n"
    assert mail_key(relayed) == mail_key(raw) == mail_key(raw.replace(b"\r\n", b"\n"))
    folded = raw.replace(b"Subject: Pedido 1", b"subject:Pedido\r\n 1")
    assert mail_key(folded) == mail_key(raw)


@pytest.mark.parametrize("part", [b"<pedido-1@", b"cliente@", b"Pedido 1", b"09:00:00", b"Onde est"])
def test_a_borrowed_message_id_does_not_hide_another_mail(part: bytes) -> None:
    """EML-11: dedupe poisoning."""
    raw = mail(1)
    assert part in raw
    assert mail_key(raw.replace(part, part[:-1] + b"z")) != mail_key(raw)


def test_a_mail_without_any_header_has_a_key_too() -> None:
    keys = {mail_key(raw) for raw in (b"", b"oi", b"ola", b"\r\n\r\nbom dia", b"From: a\nFrom: b\n\nx")}
    assert len(keys) == 5 and all(len(key) == 64 for key in keys)


def test_from_now_on_or_since_some_days() -> None:
    assert beginning(5, 101, NOW, 0).uid == 100
    since = beginning(5, 101, NOW, 3)
    assert (since.uid, since.since) == (0, NOW - 3 * DAY)
    assert since.takes(NOW - 2 * DAY) and not since.takes(NOW - 4 * DAY) and since.takes(0)
    assert since.caught_up(101) == Progress(uidvalidity=5, uid=100, start=NOW - 3 * DAY, seen=NOW - 3 * DAY)


def test_after_new_numbers_the_search_begins_two_days_before_the_last_mail() -> None:
    old = Progress(uidvalidity=5, uid=80, start=NOW - 50 * DAY, seen=NOW, tries=2)
    new = renumbered(old, 6)
    assert (new.uidvalidity, new.uid, new.since, new.tries) == (6, 0, NOW - 2 * DAY, 0)
    assert renumbered(new, 7).since == new.since
    assert not renumbered(Progress(uidvalidity=1, start=NOW, seen=NOW), 2).takes(NOW - DAY), "it is from before"


def test_how_far_survives_being_kept() -> None:
    cursor = Cursor({"INBOX": Progress(uidvalidity=5, uid=7, since=0, tries=2)}, refusals=1)
    assert Cursor.of(cursor.kept()) == cursor
    assert Cursor.of({}) == Cursor()


def test_the_beginning_of_a_large_mail_ends_with_a_whole_part() -> None:
    """EML-16: no damaged file is made of the part in whose middle we stopped."""
    nested = (
        b'Content-Type: multipart/mixed;\r\n boundary="out"\r\n\r\n--out\r\nContent-Type: multipart/alternative;'
        b" boundary=in\r\n\r\n--in\r\n\r\ntexto\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>texto</p>\r\n--in--\r\n"
    )
    assert whole_parts(nested + b"--out\r\nContent-Type: image/png\r\n\r\nAAAA").endswith(b"<p>texto</p>\r\n--in--\r\n")
    assert whole_parts(nested[: nested.index(b"</p>")]).endswith(b"texto\r\n")
    assert whole_parts(b"Subject: x\r\n\r\nlongo " * 3) == b"Subject: x\r\n\r\nlongo " * 3
    assert whole_parts(b"Content-Type: multipart/mixed; boundary=b\r\n\r\nno part") == (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("said", "passing", "final"),
    [
        ("[UNAVAILABLE] Temporary authentication failure.", True, False),
        ("[ALERT] Too many simultaneous connections. (Failure)", True, False),
        ("[THROTTLED] Slow down", True, False),
        ("[LIMIT] x", True, False),
        ("[INUSE] x", True, False),
        ("Account exceeded command or bandwidth limits. (Failure)", True, False),
        ("User is authenticated but not connected.", True, False),
        ("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", False, True),
        ("[AUTHENTICATIONFAILED] Try again later", False, True),
        ("[ALERT] Application-specific password required (Failure)", False, False),
        ("LOGIN failed.", False, False),
    ],
)
def test_what_a_refusal_means(said: str, passing: bool, final: bool) -> None:
    assert (is_passing(said), is_final(said)) == (passing, final)


def test_the_servers_words_are_shown_without_what_the_library_adds() -> None:
    assert words(Exception("b'[AUTHENTICATIONFAILED] Não.'")) == "[AUTHENTICATIONFAILED] Não."
    assert words(Exception(b"LOGIN failed.")) == "LOGIN failed."
    assert words(Exception("select failed: Mailbox doesn't exist")) == "Mailbox doesn't exist"
    assert words(Exception()) == ""


def test_no_more_than_the_scales_hold_is_under_way() -> None:
    scales = Scales(most=100)
    scales.take(500, lambda: False)
    with pytest.raises(Closed):
        scales.take(1, lambda: True)
    scales.give(500)
    scales.take(60, lambda: False)
    scales.take(40, lambda: False)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, False),
        ({"imap_enabled": True}, False),
        ({"imap_enabled": True, "imap_address": "a"}, True),
        ({"imap_enabled": False, "imap_address": "a"}, False),
        ({"provider": "forward", "imap_enabled": True, "imap_address": "a"}, False),
        ({"provider": "google"}, False),
        ({"provider": "google", "oauth": {"access_token": "t"}}, True),
    ],
)
def test_which_inboxes_are_watched(settings: dict[str, object], wanted: bool) -> None:
    assert ImapWatch().wants(settings) is wanted
