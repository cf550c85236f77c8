"""Letters: written in the reader's language, sent through a mail server, or kept where there is none."""

import asyncio
import email
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from balcao.api.v1 import passwords as api
from balcao.channels.outcomes import Rejected
from balcao.domain.accounts.actions import NewAccount, NewUser, open_account, slips
from balcao.domain.accounts.rules import LOCALES, Slip
from balcao.kit.clock import SECOND
from balcao.kit.crypto import Keyring
from balcao.kit.mail import Letter, Server, Smtp, Tray, Undeliverable, compose
from balcao.kit.urls import Urls
from balcao.outbox import jobs
from balcao.store.engine import Store
from balcao.work import letters
from balcao.work.mail import mail
from tests.support.people import Mailbox

KEYRING = Keyring(b"0123456789abcdef0123456789abcdef")
LETTER = Letter(
    key="a1", to="ana@padaria.example", to_name='Ana, "a" Moura\r\nBcc: eva@x.io', subject="Olá\nBcc: eva@x.io",
    text="Oi", html="<p>Oi</p>", written_at=1_764_000_000 * SECOND,
)  # fmt: skip


@pytest.fixture
def ana(store: Store) -> int:
    """Ana has an account; her id."""
    owner = NewUser(email="ana@padaria.example", name="Ana Moura", confirmed=True)
    return store.write_now(lambda tx: open_account(tx, KEYRING, NewAccount(name="Padaria", owner=owner))).user_id


@pytest.fixture
def house(store: Store) -> Any:
    terms = SimpleNamespace(name="Balcão")
    return SimpleNamespace(store=store, keyring=KEYRING, urls=Urls("https://b.example"), terms=terms, post=Mailbox())


def carry_out(house: Any) -> None:
    """What the worker does with everything that is queued."""
    for job in house.store.write_now(jobs.claim):
        asyncio.run(mail(house, job))


def queued(store: Store) -> int:
    return store.read_now(lambda tx: tx.conn.exec_driver_sql("select count(*) from jobs").scalar())


def test_as_much_is_written_down_for_nobody_as_for_somebody_aut_03(store: Store, ana: int, house: Any) -> None:
    call = SimpleNamespace(house=house)
    for number, address in enumerate(("eva@nowhere.example", "ana@padaria.example"), 1):
        store.write_now(lambda tx, address=address: api._mail_link(tx, call, address))  # pyright: ignore[reportArgumentType]
        assert queued(store) == number
    carry_out(house)
    assert house.post.next().to == "ana@padaria.example"
    assert house.post.is_empty


def test_a_letter_whose_link_has_ended_is_not_sent(store: Store, ana: int, house: Any) -> None:
    for _ in range(2):
        store.write_now(lambda tx: slips.mail_slip(tx, KEYRING, ana, Slip.RESET))
    assert queued(store) == 2
    carry_out(house)
    house.post.token()
    assert house.post.is_empty


def test_a_letter_that_is_refused_for_good_is_given_up(store: Store, ana: int, house: Any) -> None:
    async def send(_letter: Letter) -> None:
        raise Undeliverable("the mail server answered [550]")

    house.post.send = send
    store.write_now(lambda tx: slips.mail_slip(tx, KEYRING, ana, Slip.RESET))
    with pytest.raises(Rejected, match="550"):
        carry_out(house)


@pytest.mark.parametrize("text", sorted(letters.PAGES))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_letter_is_whole_in_every_language(text: str, locale: str) -> None:
    values = {
        "account": "Padaria", "inviter": "Rui", "email": "new@padaria.example", "inbox": "Pedidos", "inbox_id": "1",
        "problem": "The password was refused", "sending_problem": "The server is away",
    }  # fmt: skip
    draft = slips.LetterDraft(text=text, to="a@b.io", name="Ana", locale=locale, values=values)
    letter = letters.write(draft, letters.Page("Balcão", "https://b.example/app/x?token=T&a=1"), "k", 1)
    assert "https://b.example/app/x?token=T&a=1" in letter.text
    assert 'href="https://b.example/app/x?token=T&amp;a=1"' in letter.html
    assert f'lang="{locale}"' in letter.html
    assert not {"{", "}", "$"} & set(letter.text + letter.html + letter.subject)
    assert "Ana" in letter.text


def test_a_name_in_a_letter_is_no_link_and_no_markup() -> None:
    values = {"account": "<b>Win</b> https://evil.example/x www.evil.example", "inviter": "Eve & co"}
    draft = slips.LetterDraft(text="invite", to="a@b.io", name="Ana", locale="en", values=values)
    letter = letters.write(draft, letters.Page("Balcão", "https://b.example"), "k", 1)
    assert "<b>" not in letter.html
    assert "&lt;b&gt;" in letter.html
    for part in (letter.subject, letter.text, letter.html):
        assert "evil.example" not in part
        assert "://evil" not in part


def test_a_message_has_two_parts_and_no_header_of_a_strangers_making() -> None:
    message = compose(LETTER, "Balcão <balcao@empresa.example>")
    assert isinstance(message, EmailMessage)
    parsed = email.message_from_bytes(bytes(message), policy=default)
    assert parsed["Bcc"] is None
    assert parsed["From"] == "Balcão <balcao@empresa.example>"
    assert parsed["Message-ID"] == "<a1@empresa.example>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@asynccontextmanager
async def mail_server(answers: dict[str, str]) -> AsyncIterator[tuple[int, list[str]]]:
    """A mail server that says yes, but where `answers` has something else; its port, and what it was told."""
    told: list[str] = []
    visits: list[asyncio.Task[Any]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(asyncio.current_task())  # pyright: ignore[reportArgumentType]
        writer.write(b"220 here\r\n")
        in_data = False
        while line := (await reader.readline()).decode():
            told.append(line.rstrip("\r\n"))
            if in_data and line != ".\r\n":
                continue
            verb = line.split()[0].upper() if line.strip() else ""
            usual = {"EHLO": "250 here", "DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")
            in_data = verb == "DATA" and verb not in answers
            writer.write(f"{answers.get(verb, usual)}\r\n".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, family=socket.AF_INET)
    async with server:
        try:
            yield server.sockets[0].getsockname()[1], told
        finally:
            await asyncio.gather(*visits)


async def deliver(answers: dict[str, str]) -> list[str]:
    async with mail_server(answers) as (port, told):
        post = Smtp(Server(host="127.0.0.1", port=port, security="none"), "Balcão <balcao@empresa.example>")
        await post.send(LETTER)
        return told


async def test_a_letter_goes_through_a_mail_server() -> None:
    told = await deliver({})
    assert any(line.startswith("MAIL FROM:<balcao@empresa.example>") for line in told)
    assert [line for line in told if line.startswith("RCPT")] == ["RCPT TO:<ana@padaria.example>"]
    assert not any(line.lower().startswith("bcc:") for line in told)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"RCPT": "550 no such user"}, Undeliverable), ({"DATA": "554 spam"}, Undeliverable),
        ({"RCPT": "451 later"}, Exception), ({"MAIL": "421 busy"}, Exception),
    ],
)  # fmt: skip
async def test_no_for_good_is_told_from_no_for_now(answers: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        await deliver(answers)
    assert isinstance(raised.value, Undeliverable) == (error is Undeliverable)


async def test_a_way_that_must_be_protected_is_not_taken_open() -> None:
    async with mail_server({}) as (port, told):
        post = Smtp(Server(host="127.0.0.1", port=port, security="starttls"), "b@empresa.example")
        with pytest.raises(Exception, match="STARTTLS"):
            await post.send(LETTER)
    assert not any(line.startswith("MAIL") for line in told)


@pytest.fixture
def tray(tmp_path: Path) -> Tray:
    return Tray(tmp_path / "mail")


async def test_a_tray_keeps_the_latest_letters_for_its_owner_only(tray: Tray, tmp_path: Path) -> None:
    assert tray.letters() == []
    for number in range(53):
        await tray.send(msgspec.structs.replace(LETTER, key=f"k{number}", written_at=number))
    assert [letter.key for letter in tray.letters()] == [f"k{number}" for number in range(52, 2, -1)]
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "mail").iterdir()}
    assert modes == {0o600}
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
