"""Guessing is slow, whoever guesses from wherever; honest people never notice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from tests.support.client import Client
from tests.support.clock import HandClock, Watch
from tests.support.people import OTHER_PASSWORD, PASSWORD, Mailbox, accept, installation, sign_in

ANA = "ana@padaria.example"
WRONG = {"email": ANA, "password": OTHER_PASSWORD}


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def both(watch: Watch, databases: object, tmp_path: Path, clock: HandClock) -> Iterator[tuple[Client, Mailbox]]:
    """An installation that counts, behind a proxy of its own. The database plays no part in it."""
    with (
        databases.fresh("sqlite", tmp_path) as url,  # pyright: ignore[reportAttributeAccessIssue]
        installation(url, tmp_path, clock, rate_limits=True, trusted_proxies="127.0.0.1") as both,
    ):
        both[0].app._door._limiter._now = watch
        yield both


def sign_up_from(client: Client, ip: str, email: str = ANA) -> Response:
    body = {"account_name": "Padaria", "email": email, "password": PASSWORD}
    return client.post("/api/v1/accounts", json=body, headers={"X-Forwarded-For": ip})


def guess(client: Client, ip: str, **body: str) -> int:
    return client.post("/auth/sign_in", json=WRONG | body, headers={"X-Forwarded-For": ip}).status_code


def test_ten_guesses_from_one_place_aut_01(both: tuple[Client, Mailbox], watch: Watch) -> None:
    client, _ = both
    sign_up_from(client, "198.51.100.1")
    assert [guess(client, "203.0.113.1") for _ in range(11)] == [401] * 10 + [429]
    reply = client.post("/auth/sign_in", json=WRONG, headers={"X-Forwarded-For": "203.0.113.1"})
    assert reply.text == "Retry later\n"
    assert 1 <= int(reply.headers["retry-after"]) <= 91
    assert guess(client, "203.0.113.1", password=PASSWORD) == 429, "also the right one, or guessing would go on"
    assert guess(client, "198.51.100.7", password=PASSWORD) == 200, "the owner elsewhere is not locked out"
    watch.seconds += 91
    assert [guess(client, "203.0.113.1") for _ in range(2)] == [401, 429], "from then on one in a minute and a half"
    watch.seconds += 900
    assert [guess(client, "203.0.113.1") for _ in range(11)] == [401] * 10 + [429]


def test_thirty_addresses_guessed_from_one_place_aut_01(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    answers = [guess(client, "203.0.113.1", email=f"a{number}@x.example") for number in range(31)]
    assert answers == [401] * 30 + [429]


def test_one_address_guessed_from_everywhere_lets_its_owner_in_by_mail_aut_01(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    sign_up_from(client, "198.51.100.1")
    answers = [guess(client, f"203.0.113.{number}") for number in range(53)]
    assert answers == [401] * 50 + [429] * 3
    letter = box.next()
    assert (letter.to, letter.subject) == (ANA, "Muitas tentativas de entrar na sua conta em Balcão")
    assert box.is_empty, "one letter, not one for each guess"
    token = letter.text.split("reset_password_token=")[1].split()[0]
    assert accept(client, token, OTHER_PASSWORD).email == ANA
    unknown = [guess(client, f"192.0.2.{number}", email="eva@nowhere.example") for number in range(51)]
    assert unknown == answers[:51], "an address that nobody has looks the same"


@pytest.mark.parametrize(
    "spelling", ["ANA@padaria.example", " ana@padaria.example ", "a.n.a@padaria.example", "ana+x@padaria.example"]
)
def test_other_spellings_are_the_same_address_aut_02(both: tuple[Client, Mailbox], spelling: str) -> None:
    client, _ = both
    for _ in range(10):
        guess(client, "203.0.113.1")
    assert guess(client, "203.0.113.1", email=spelling) == 429


def test_other_shapes_of_the_request_are_the_same_aut_02(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    headers = {"X-Forwarded-For": "203.0.113.1"}
    for _ in range(10):
        guess(client, "203.0.113.1")
    for path in ("/auth/sign_in.json", "/auth/sign_in/", "/auth/sign_in"):
        for how in ({"data": WRONG}, {"params": WRONG}, {"json": WRONG}, {"files": {"x": b""}, "data": WRONG}):
            assert client.post(path, headers=headers, **how).status_code == 429, (path, how)


def test_a_network_of_ipv6_is_one_place_aut_02(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    for number in range(10):
        guess(client, f"2001:db8:1:2::{number:x}")
    assert guess(client, "2001:db8:1:2:ffff::1") == 429
    assert guess(client, "2001:db8:1:3::1") == 401


def test_a_forwarded_address_counts_from_a_known_proxy_only_aut_02(
    engine_url: str, tmp_path: Path, clock: HandClock
) -> None:
    with installation(engine_url, tmp_path, clock, rate_limits=True) as (client, _):
        answers = [guess(client, f"203.0.113.{number}") for number in range(11)]
        assert answers == [401] * 10 + [429], "the header was invented by the caller"


def test_what_a_caller_puts_before_the_proxys_word_is_not_believed_aut_02(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    answers = [guess(client, f"10.0.0.{number}, 203.0.113.9") for number in range(11)]
    assert answers == [401] * 10 + [429]
    assert guess(client, "<script>, 203.0.113.9") == 429


def test_a_misspelled_header_does_not_outdo_the_proxys_aut_02(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    answers: list[int] = []
    for number in range(11):
        headers = {"X-Forwarded-For": "203.0.113.9", "X_Forwarded_For": f"10.0.0.{number}"}
        answers.append(client.post("/auth/sign_in", json=WRONG, headers=headers).status_code)
    assert answers == [401] * 10 + [429]


def test_an_office_of_two_hundred_signs_in_every_morning_aut_01(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    sign_up_from(client, "198.51.100.1")
    assert {guess(client, "203.0.113.1", password=PASSWORD) for _ in range(60)} == {200}


def test_five_sign_ups_from_one_place(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    answers = [sign_up_from(client, "203.0.113.1", f"a{number}@x.example").status_code for number in range(6)]
    assert answers == [200] * 5 + [429]


def test_three_letters_for_a_forgotten_password_aut_03(both: tuple[Client, Mailbox], watch: Watch) -> None:
    client, _ = both
    sign_up_from(client, "198.51.100.1")

    def ask(email: str) -> int:
        return client.post("/auth/password", json={"email": email}).status_code

    spellings = [ANA, "A.na@padaria.example", f" {ANA}", ANA]
    assert [ask(email) for email in spellings] == [200, 200, 200, 429]
    assert [ask("eva@nowhere.example") for _ in range(4)] == [200, 200, 200, 429], "known or not"
    watch.seconds += 1201
    assert ask(ANA) == 200


def test_the_current_password_cannot_be_guessed_with_a_session(both: tuple[Client, Mailbox]) -> None:
    client, _ = both
    ana = sign_up_from(client, "198.51.100.1").headers
    shown = {name: ana[name] for name in ("access-token", "client", "uid")}
    body = {"current_password": OTHER_PASSWORD, "password": "Another8#word"}
    answers = [client.put("/api/v1/profile", json=body, headers=shown).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_without_limits_nothing_is_counted(client: Client) -> None:
    assert {sign_in(client).status_code for _ in range(15)} == {401}
