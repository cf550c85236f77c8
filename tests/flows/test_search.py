"""A search finds a conversation by what was said, what it is about, who it is with, and its number. On both engines."""

from typing import Any

import pytest

from balcao.domain.accounts.rules import Role
from tests.support.client import Client
from tests.support.team import Colleague, open_desk


@pytest.fixture
def desk(client: Client) -> Colleague:
    return open_desk(client)


@pytest.fixture
def inbox(desk: Colleague) -> dict[str, Any]:
    return desk.api_inbox()


def talk(desk: Colleague, inbox: dict[str, Any], said: str = "Oi", subject: str = "", **person: str) -> int:
    """A conversation with somebody, about something, in which one thing was said."""
    contact = desk.made("contacts", {"name": "Rui", **person, "inbox_id": inbox["id"]})["payload"]["contact"]
    about = {"mail_subject": subject} if subject else {}
    body = {"inbox_id": inbox["id"], "contact_id": contact["id"], "additional_attributes": about}
    number = desk.made("conversations", body)["id"]
    desk.made(f"conversations/{number}/messages", {"content": said, "message_type": "incoming"})
    return number


def found(desk: Colleague, words: str, **more: Any) -> list[int]:
    data = desk.get("conversations", params={"q": words, **more}).json()["data"]
    rows = sorted(row["id"] for row in data["payload"])
    assert data["meta"]["all_count"] == len(rows)
    return rows


def test_the_subject_is_searched_whatever_its_capitals_and_accents(desk: Colleague, inbox: dict[str, Any]):
    number = talk(desk, inbox, subject="Girafa de PELÚCIA: devolução")
    talk(desk, inbox, subject="Elefante")
    for words in ("girafa", "GIRAFA", "pelucia", "Pelúcia", "devolucao", "de pelúcia: dev"):
        assert found(desk, words) == [number], words
    assert found(desk, "girafas") == []


def test_the_contact_is_searched_by_name_address_and_telephone(desk: Colleague, inbox: dict[str, Any]):
    number = talk(desk, inbox, name="Níña Araújo", email="nina@fora.example", phone_number="+5531999990000")
    talk(desk, inbox)
    for words in ("nina", "ARAUJO", "nina@fora", "fora.example", "99999-0000", "(31) 99999"):
        assert found(desk, words) == [number], words


def test_what_was_said_is_searched_without_accents_too(desk: Colleague, inbox: dict[str, Any]):
    number = talk(desk, inbox, said="A SITUAÇÃO não mudou; o café é 100% orgânico_sim")
    talk(desk, inbox)
    for words in ("situacao", "Situação", "NÃO MUDOU", "100% org", "organico_sim"):
        assert found(desk, words) == [number], words
    odd = talk(desk, inbox, said="Cafe\u0301 [a.b]* (1+1)\\ ^fim$ 'ok' ŠIMON ёлка")
    for words in ("café [A.B]*", "(1+1)\\", "^fim$", "'ok'", "šimon", "ЁЛКА", "елка"):
        assert found(desk, words) == [odd], words
    for words in ("organico-sim", "100 org", "si%cao", "s_tuacao"):
        assert found(desk, words) == [], words


def test_a_number_finds_its_conversation(desk: Colleague, inbox: dict[str, Any]):
    numbers = [talk(desk, inbox) for _ in range(3)]
    assert found(desk, "#2") == [numbers[1]]
    assert found(desk, "2") == [numbers[1]]
    assert found(desk, "99999999999999999999999") == []
    assert found(desk, "²") == []


def test_grey_lines_are_not_searched(desk: Colleague, inbox: dict[str, Any]):
    number = talk(desk, inbox)
    desk.made(f"conversations/{number}/toggle_status", {"status": "resolved"})
    assert found(desk, "marcada como resolvida") == []
    assert found(desk, "oi") == [number], "a search looks into every status"


def test_nobody_finds_what_he_may_not_see(desk: Colleague, inbox: dict[str, Any]):
    talk(desk, inbox, subject="Girafa", name="Nina")
    bia, rival = desk.employ("Bia", Role.AGENT), open_desk(desk.client, "rival@padaria.example")
    for words in ("girafa", "nina", "1", "oi"):
        assert found(bia, words) == found(rival, words) == []
