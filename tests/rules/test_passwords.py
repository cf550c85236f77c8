import asyncio
import threading
from collections.abc import Iterator
from unittest.mock import Mock

import pytest

from balcao.domain.accounts import rules
from balcao.kit import passwords
from balcao.kit.errors import Problem

GOOD = "Correct9!horse"


def faults(password: str) -> str:
    with pytest.raises(Problem) as problem:
        rules.accept_password(password)
    assert problem.value.status == 422
    assert isinstance(problem.value.body, dict)
    assert problem.value.body["attributes"] == ["password"]
    return problem.value.body["message"]


def test_a_good_password_is_accepted() -> None:
    assert rules.accept_password(GOOD, GOOD) == GOOD


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "too short"), ("Ab1!", "too short"), ("Correct9!" + "é" * 600, "too long"), ("correct9!horse", "uppercase"),
        ("CORRECT9!HORSE", "lowercase"), ("Correct!horse", "number"), ("Correct9horse", "special"),
        ("Password1!", "too common"), ("Senha2026!@", "too common"), ("Correct9!\0horse", "cannot be used"),
    ],
)  # fmt: skip
def test_a_weak_password_is_told_why_aut_17(password: str, sentence: str) -> None:
    assert sentence in faults(password)


def test_ten_megabytes_are_refused_without_being_looked_through_aut_17() -> None:
    assert faults("A" * 10_000_000) == "Password is too long (maximum is 1024 bytes)"


def test_the_confirmation_must_be_the_same() -> None:
    with pytest.raises(Problem) as problem:
        rules.accept_password(GOOD, GOOD + "x")
    assert isinstance(problem.value.body, dict)
    assert problem.value.body["attributes"] == ["password_confirmation"]


def test_every_way_of_typing_the_same_characters_is_one_password_aut_17() -> None:
    composed, decomposed = "Corre\u00e7\u00e3o9!horse", "Correc\u0327a\u0303o9!horse"
    assert composed != decomposed
    assert rules.accept_password(decomposed) == rules.accept_password(composed)


def test_a_hash_is_argon2id_and_tells_the_password_from_others() -> None:
    stored = passwords.hash_now(GOOD)
    assert stored.startswith("$argon2id$")
    assert stored != passwords.hash_now(GOOD)
    assert passwords.matches_now(stored, GOOD)
    assert not passwords.matches_now(stored, GOOD + "x")
    assert not passwords.is_weak(stored)


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$broken"])
def test_a_hash_that_is_none_matches_nothing(stored: str) -> None:
    assert not passwords.matches_now(stored, GOOD)


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mock]:
    verify = Mock(wraps=passwords._hasher.verify)
    monkeypatch.setattr(passwords, "_hasher", Mock(wraps=passwords._hasher, verify=verify))
    return verify


def test_for_nobody_the_same_work_is_done_aut_03(verify: Mock) -> None:
    assert not passwords.matches_now(None, GOOD)
    assert verify.call_count == 1
    parameters = verify.call_args.args[0].split("$")[:4]
    assert parameters == passwords.hash_now(GOOD).split("$")[:4], "as much memory and time as for somebody"


async def test_hashing_has_threads_of_its_own_aut_17(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def watch(*_: object) -> bool:
        threads.append(threading.current_thread().name)
        return True

    monkeypatch.setattr(passwords, "hash_now", watch)
    monkeypatch.setattr(passwords, "matches_now", watch)
    await asyncio.gather(*(passwords.hashed(GOOD) for _ in range(9)), passwords.matches(None, GOOD))
    assert {name.rpartition("_")[0] for name in threads} == {"password"}
    assert len(set(threads)) <= 2, "so that a crowd at the door leaves room for everybody else"


def test_what_is_too_long_costs_nothing_whoever_is_asked_for_aut_17(verify: Mock) -> None:
    assert not passwords.matches_now(None, "A" * 2000)
    assert not passwords.matches_now(passwords.hash_now(GOOD), "A" * 2000)
    assert verify.call_count == 0


@pytest.mark.parametrize("stored", [None, ""])
def test_the_password_of_nobody_opens_nothing(stored: str | None) -> None:
    assert not passwords.matches_now(stored, "nobody has this password")
