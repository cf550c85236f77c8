"""Contacts over HTTP: lists and search."""

import pytest

from tests.support.client import Client
from tests.support.team import Colleague, open_desk


def fill(desk: Colleague) -> None:
    for name, email, phone, city, company in (
        ("José Ávila", "jose@casa.example", None, "Santos", "Açúcar & Cia"),
        ("ana beatriz", None, "+5511988887777", "Natal", None),
        ("Carla", "carla_100%@casa.example", None, None, "Zeta"),
    ):
        fields = {"name": name, "email": email, "phone_number": phone}
        attributes = {"city": city, "company_name": company}
        desk.made("contacts", {**fields, "additional_attributes": {k: v for k, v in attributes.items() if v}})
    desk.made("contacts", {"name": "Só Identificador", "identifier": "Cliente-7"})
    desk.made("contacts", {"name": "brisa-azul-123"})


def names(reply: object) -> list[str]:
    return [one["name"] for one in reply.json()["payload"]]  # pyright: ignore[reportAttributeAccessIssue]


def test_only_known_contacts_are_listed_page_by_page(client: Client) -> None:
    ana = open_desk(client)
    for number in range(17):
        ana.made("contacts", {"name": f"C{number:02}", "email": f"c{number}@casa.example"})
    ana.made("contacts", {"name": "brisa-azul-123"})
    first = ana.get("contacts", params={"sort": "name"}).json()
    assert first["meta"] == {"count": 17, "current_page": 1}
    assert [one["name"] for one in first["payload"]] == [f"C{number:02}" for number in range(15)]
    assert first["payload"][0]["contact_inboxes"] == []
    second = ana.get("contacts", params={"sort": "name", "page": 2, "include_contact_inboxes": "false"}).json()
    assert second["meta"] == {"count": 17, "current_page": "2"}
    assert [one["name"] for one in second["payload"]] == ["C15", "C16"]
    assert "contact_inboxes" not in second["payload"][0]
    for page in ("3", "99", "9999999"):
        assert ana.get("contacts", params={"page": page}).json()["payload"] == []
    assert ana.get("contacts", params={"labels[]": "vip"}).json() == {
        "meta": {"count": 0, "current_page": 1}, "payload": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "ana beatriz"), ("-name", "Só Identificador"), ("email", "Carla"), ("-email", "José Ávila"),
        ("phone_number", "ana beatriz"), ("city", "ana beatriz"), ("-city", "José Ávila"), ("company", "José Ávila"),
        ("-company", "Carla"), ("created_at", "José Ávila"), ("-created_at", "Só Identificador"),
        ("no such thing", "Só Identificador"), ("-country", "Só Identificador"),
    ],
)  # fmt: skip
def test_lists_are_sorted_with_the_unknown_last(client: Client, sort: str, first: str) -> None:
    ana = open_desk(client)
    fill(ana)
    found = names(ana.get("contacts", params={"sort": sort}))
    assert (found[0], len(found)) == (first, 4)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("jose avila", ["José Ávila"]), ("JOSÉ", ["José Ávila"]), ("ávila", ["José Ávila"]), ("acucar", ["José Ávila"]),
        ("casa.example", ["Carla", "José Ávila"]), ("98888-7777", ["ana beatriz"]), ("+55 (11) 98888", ["ana beatriz"]),
        ("cliente-7", ["Só Identificador"]), ("100%", ["Carla"]), ("100_", []), ("%", ["Carla"]), ("_", ["Carla"]),
        ("'; DROP TABLE contacts; --", []), ("brisa-azul", []), ("nobody", []),
    ],
)  # fmt: skip
def test_search_forgives_accents_and_capitals(client: Client, wanted: str, found: list[str]) -> None:
    ana = open_desk(client)
    fill(ana)
    reply = ana.get("contacts/search", params={"q": wanted, "sort": "name"})
    assert sorted(names(reply)) == sorted(found)
    assert reply.json()["meta"]["count"] == len(found)


def test_a_question_may_come_in_a_body_and_a_blank_one_finds_nothing(client: Client) -> None:
    ana = open_desk(client)
    fill(ana)
    assert names(ana.get("contacts/search", json={"q": "carla"})) == ["Carla"]
    assert names(ana.get("contacts/search.json", params={"q": "carla"})) == ["Carla"]
    for params in ({}, {"q": "  "}):
        assert ana.get("contacts/search", params=params).json() == {
            "meta": {"count": None, "current_page": 1}, "payload": [],
        }  # fmt: skip


def test_a_changed_contact_is_found_by_what_it_is_now(client: Client) -> None:
    ana = open_desk(client)
    fill(ana)
    contact = ana.get("contacts/search", params={"q": "carla"}).json()["payload"][0]
    ana.patch(f"contacts/{contact['id']}", json={"name": "Dora", "additional_attributes": {"company_name": "Ômega"}})
    assert names(ana.get("contacts/search", params={"q": "carla@"})) == []
    assert names(ana.get("contacts/search", params={"q": "omega"})) == ["Dora"]


def test_who_is_here_now(client: Client) -> None:
    ana = open_desk(client)
    fill(ana)
    contact = ana.get("contacts/search", params={"q": "carla"}).json()["payload"][0]
    assert names(ana.get("contacts/active")) == []
    client.house.presence.see_contact(ana.account_id, contact["id"])
    here = ana.get("contacts/active").json()
    assert [(one["name"], one["availability_status"]) for one in here["payload"]] == [("Carla", "online")]
    assert here["meta"]["count"] == 1


def test_another_account_finds_nothing_ten_01(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    fill(ana)
    assert eva.get("contacts").json()["meta"]["count"] == 0
    assert eva.get("contacts/search", params={"q": "carla"}).json()["meta"]["count"] == 0
