"""Invitations into an account."""

from pathlib import Path

import pytest

from balcao.kit.clock import DAY
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import (
    OTHER_PASSWORD,
    PASSWORD,
    Mailbox,
    accept,
    installation,
    sign_in,
    sign_up,
    signed,
    try_token,
)

DENIED = {"error": "You are not authorized to do this action"}
INVALID = {"message": "Invalid token", "redirect_url": "/"}
LAST = {"error": "An account needs at least one administrator"}
RUI = "rui@padaria.example"


def test_somebody_new_gets_a_link_and_joins(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    ana = sign_up(client, locale="es")
    reply = client.post(f"{ana.account}/agents", headers=ana.token, json={"email": RUI.upper(), "name": "Rui"})
    agent = reply.json()
    assert agent == {
        "id": agent["id"], "account_id": ana.account_id, "availability_status": "offline", "auto_offline": True,
        "confirmed": False, "email": RUI, "provider": "email", "available_name": "Rui", "name": "Rui",
        "role": "agent", "thumbnail": "",
    }  # fmt: skip
    letter = box.next()
    assert (letter.to, letter.subject) == (RUI, "Ana Moura te invitó a Padaria")
    assert sign_in(client, RUI, "").status_code == 401
    token = letter.text.split("http://balcao.test/app/auth/invitation?invitation_token=")[1].split()[0]
    rui = accept(client, token, name="Rui Alves")
    assert (rui.user["name"], rui.user["confirmed"], rui.user["role"]) == ("Rui Alves", True, "agent")
    assert (rui.account_id, rui.user["inviter_id"]) == (ana.account_id, ana.id)
    assert [each["name"] for each in client.get(f"{ana.account}/agents", headers=rui.headers).json()] == [
        "Ana Moura",
        "Rui Alves",
    ]


@pytest.mark.parametrize("shape", ["flat", "wrapped"])
def test_role_and_availability_are_set(both: tuple[Client, Mailbox], shape: str) -> None:
    client, _ = both
    ana = sign_up(client)
    body = {"email": RUI, "role": "administrator", "availability": "busy", "auto_offline": False}
    sent = body if shape == "flat" else {"agent": body}
    agent = client.post(f"{ana.account}/agents", headers=ana.headers, json=sent).json()
    assert (agent["role"], agent["availability_status"], agent["auto_offline"]) == ("administrator", "busy", False)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "rui"}, "email"),
        ({"email": RUI, "role": "owner"}, "role"),
        ({"email": RUI, "availability": "x"}, "availability"),
    ],
)
def test_what_does_not_fit_is_told(client: Client, body: dict[str, str], field: str) -> None:
    ana = sign_up(client)
    reply = client.post(f"{ana.account}/agents", headers=ana.headers, json=body)
    assert (reply.status_code, reply.json()["attributes"]) == (422, [field])
    assert len(client.get(f"{ana.account}/agents", headers=ana.headers).json()) == 1


def test_a_link_works_once_and_for_seven_days_aut_08(both: tuple[Client, Mailbox], clock: HandClock) -> None:
    client, box = both
    ana = sign_up(client)
    for email in (RUI, "eva@padaria.example"):
        client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": email})
    first, second = box.token(), box.token()
    accept(client, first)
    assert try_token(client, first) == (422, INVALID)
    clock.advance(7 * DAY)
    assert try_token(client, second) == (422, INVALID)


def test_the_link_is_renewed_by_inviting_again_aut_08(both: tuple[Client, Mailbox], clock: HandClock) -> None:
    client, box = both
    ana = sign_up(client)
    invite = {"headers": ana.headers, "json": {"email": RUI}}
    first = client.post(f"{ana.account}/agents", **invite).json()
    old = box.token()
    clock.advance(8 * DAY)
    assert client.post(f"{ana.account}/agents", **invite).json()["id"] == first["id"]
    assert try_token(client, old) == (422, INVALID)
    assert try_token(client, box.token())[0] == 200
    again = client.post(f"{ana.account}/agents", **invite)
    assert (again.status_code, again.json()["attributes"]) == (422, ["email"]), "works here already"


def test_a_link_is_the_mailboxs_and_not_the_readers_aut_08(both: tuple[Client, Mailbox]) -> None:
    """Accepted while signed in as somebody else, it signs in whom it was written to, and changes nobody else."""
    client, box = both
    ana, eva = sign_up(client), sign_up(client, "eva@cafe.example")
    client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": RUI})
    body = {"reset_password_token": box.token(), "password": OTHER_PASSWORD}
    rui = signed(client.put("/auth/password", json=body, headers=eva.headers))
    assert rui.email == RUI
    assert client.get(f"{ana.account}/agents", headers=eva.headers).status_code == 401
    assert sign_in(client, "eva@cafe.example").status_code == 200


def test_who_has_proved_the_address_is_told_to_sign_in_aut_08(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    ana, eva = sign_up(client), sign_up(client, "eva@cafe.example", account_name="Café", locale="en")
    agent = client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": "Eva@cafe.example"}).json()
    assert (agent["id"], agent["confirmed"]) == (eva.id, True)
    letter = box.next()
    assert letter.subject == "You are now part of Padaria"
    assert "token" not in letter.text
    assert "http://balcao.test/app/login" in letter.text
    places = client.get("/api/v1/profile", headers=eva.headers).json()["accounts"]
    assert {place["name"]: place["role"] for place in places} == {"Padaria": "agent", "Café": "administrator"}


def test_who_has_not_proved_it_loses_all_ways_in_but_the_mailbox_aut_08(
    engine_url: str, tmp_path: Path, clock: HandClock
) -> None:
    with installation(engine_url, tmp_path, clock, smtp_host="mail.test") as (client, box):
        ana = sign_up(client)
        client.post("/auth/confirmation", json={"confirmation_token": box.token()})
        squatter = sign_up(client, RUI)
        confirmation = box.token()
        client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": RUI})
        for shown in (squatter.headers, squatter.token):
            assert client.get(f"{ana.account}/agents", headers=shown).status_code == 401
            assert client.get("/api/v1/profile", headers=shown).status_code == 401
        assert client.post("/auth/confirmation", json={"confirmation_token": confirmation}).json() == INVALID
        rui = accept(client, box.token(), OTHER_PASSWORD)
        assert client.get(f"{ana.account}/agents", headers=rui.headers).status_code == 200
        assert sign_in(client, RUI, PASSWORD).status_code == 401


def test_a_link_ends_with_the_address_aut_08(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    ana = sign_up(client)
    client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": RUI})
    token = box.token()
    sql = f"update users set email = 'other@x.example' where email = '{RUI}'"
    client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql(sql))
    assert try_token(client, token) == (422, INVALID)


def test_many_are_invited_at_once(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    ana = sign_up(client)
    emails = ["b@x.example", " B@x.example", "c@x.example", "ana@padaria.example"]
    reply = client.post(f"{ana.account}/agents/bulk_create", headers=ana.headers, json={"emails": emails})
    assert (reply.status_code, reply.content) == (200, b"")
    assert {box.next().to, box.next().to} == {"b@x.example", "c@x.example"}
    agents = client.get(f"{ana.account}/agents", headers=ana.headers).json()
    assert [each["email"] for each in agents] == ["ana@padaria.example", "b@x.example", "c@x.example"]


def test_one_wrong_address_invites_none(client: Client) -> None:
    ana = sign_up(client)
    body = {"emails": ["b@x.example", "c"]}
    assert client.post(f"{ana.account}/agents/bulk_create", headers=ana.headers, json=body).status_code == 422
    assert len(client.get(f"{ana.account}/agents", headers=ana.headers).json()) == 1


def test_only_so_many_letters_leave_in_a_day(engine_url: str, tmp_path: Path, clock: HandClock) -> None:
    with installation(engine_url, tmp_path, clock, rate_limits=True) as (client, _):
        ana = sign_up(client)
        path, emails = f"{ana.account}/agents", [f"a{number}@x.example" for number in range(50)]
        assert client.post(f"{path}/bulk_create", headers=ana.headers, json={"emails": emails}).status_code == 200
        reply = client.post(path, headers=ana.headers, json={"email": "one@x.example"})
        assert (reply.status_code, reply.text) == (429, "Retry later\n")
        assert len(client.get(path, headers=ana.headers).json()) == 51
