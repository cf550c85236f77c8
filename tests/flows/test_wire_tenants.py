"""TEN-01, TEN-02: every declared route of an account, with what belongs to another account or another conversation."""

import enum
from typing import Any

import msgspec
import pytest
from msgspec import inspect
from sqlalchemy import select

from balcao.api.route import Route, Who
from balcao.api.table import ROUTES
from balcao.domain.arrivals.rules import packed
from balcao.domain.arrivals.tables import arrivals
from balcao.store.schema import metadata
from balcao.store.tx import Tx
from tests.support.client import Client
from tests.support.team import Colleague, open_desk
from tests.support.visiting import arrive

OWN = "/api/v1/accounts/{account_id}/"
NEVER = 987_654
NAMING = [
    route
    for route in ROUTES
    if route.who in (Who.MEMBER, Who.ADMIN)
    and route.path.startswith(OWN)
    and "{" in route.path.removeprefix(OWN)
    # Channels and providers are the same for everybody.
    and not {"{kind}", "{provider}"} & set(route.path.split("/"))
]
# The contract has an unknown message answered in another way there; a foreign one is as unknown.
UNPROCESSABLE = "/retry"


def furnish(desk: Colleague, talks: int) -> dict[str, int]:
    """One of everything; the ids by the word before them in a path. The last of `talks` conversations is the one."""
    site = desk.website()
    visitor = arrive(desk.client, site["website_token"])
    number = visitor.say("Oi!")["conversation_id"]
    for _ in range(talks - 1):
        number = arrive(desk.client, site["website_token"]).say("Oi!")["conversation_id"]
    row = desk.get(f"conversations/{number}").json()
    return {
        "conversations": number, "messages": row["messages"][0]["id"], "contacts": row["meta"]["sender"]["id"],
        "inboxes": site["id"], "inbox_members": site["id"], "labels": desk.made("labels", {"title": "vip"})["id"],
        "teams": desk.made("teams", {"name": "vendas"})["id"], "agents": desk.employ("Rui").user_id,
        "arrivals": _arrival(desk, site["id"]),
    }  # fmt: skip


def _arrival(desk: Colleague, inbox_id: int) -> int:
    """Something that was brought for an inbox and could not be read."""

    def unit(tx: Tx) -> int:
        values = {"account_id": desk.account_id, "inbox_id": inbox_id, "key": "k", "way": "hook", "facts": {}}
        return tx.add(arrivals, **values, raw=packed(b"x"), size=1, state="dead", attempts=3, created_at=tx.now)

    return desk.client.house.store.write_now(unit)


def path_of(route: Route, ids: dict[str, int]) -> str:
    """The path below the account with these ids in it."""
    parts = route.path.removeprefix(OWN).split("/")
    filled = [str(ids[parts[place - 1]]) if part.startswith("{") else part for place, part in enumerate(parts)]
    return "/".join(filled)


def body_of(route: Route) -> dict[str, Any]:
    """The least that the route takes."""
    shape: Any = inspect.type_info(route.takes) if route.takes else None
    needed = [field for field in (shape.fields if shape else ()) if field.required]
    return {"name": "x", "title": "x"} | {field.name: _some(field.type) for field in needed}


def _some(kind: inspect.Type) -> Any:
    some: dict[type, Any] = {
        inspect.IntType: 1, inspect.StrType: "x", inspect.ListType: [], inspect.DictType: {}, inspect.BoolType: True,
    }  # fmt: skip
    if isinstance(kind, inspect.EnumType):
        first: enum.Enum = next(iter(kind.cls))
        return first.value
    return some[type(kind)]


def everything(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    return {
        table.name: sorted((tuple(map(_shown, row)) for row in tx.all(select(table))), key=repr)
        for table in metadata.sorted_tables
        if table.name != "jobs"
    }


def _shown(value: Any) -> str:
    return repr(bytes(value) if isinstance(value, msgspec.Raw) else value)


@pytest.fixture
def theirs(client: Client) -> dict[str, int]:
    return furnish(open_desk(client, "rui@outra.example"), talks=3)


@pytest.fixture
def desk(client: Client, theirs: dict[str, int]) -> Colleague:
    return open_desk(client)


def test_every_kind_of_thing_is_in_the_matrix():
    assert len(NAMING) >= 40
    words = {route.path.split("/{")[-2].rpartition("/")[2] for route in NAMING}
    assert words >= {"conversations", "messages", "contacts", "inboxes", "labels", "teams", "agents", "inbox_members"}


def test_ten_01_what_is_another_accounts_was_never_there(desk: Colleague, theirs: dict[str, int], client: Client):
    """TEN-01: the answer is that for an id that never was, to the byte, and no row changes."""
    mine = furnish(desk, talks=1)
    assert all(theirs[word] != mine[word] for word in theirs)
    _nothing_happens(client, desk, theirs)


def test_ten_02_a_message_is_found_through_its_conversation_only(
    desk: Colleague, theirs: dict[str, int], client: Client
):
    """TEN-02: the own conversation does not open a message of another one."""
    mine = furnish(desk, talks=2)
    other = desk.get("conversations/1").json()["messages"][0]["id"]
    for message in (theirs["messages"], other):
        _nothing_happens(client, desk, {**mine, "messages": message}, only="messages")


def _nothing_happens(client: Client, desk: Colleague, ids: dict[str, int], only: str = "") -> None:
    before = client.query(everything)
    never = dict.fromkeys(ids, NEVER) | ({"conversations": ids["conversations"]} if only else {})
    for route in (one for one in NAMING if not only or f"/{only}/{{" in one.path):
        body = body_of(route)
        foreign = desk.call(route.method, path_of(route, ids), json=body)
        unknown = desk.call(route.method, path_of(route, never), json=body)
        expected = 422 if only and route.path.endswith(UNPROCESSABLE) else 404
        assert foreign.status_code == expected, (route.key, foreign.text)
        assert foreign.content == unknown.content, route.key
    assert client.query(everything) == before


def test_ten_03_foreign_ids_in_a_body_join_nothing(desk: Colleague, theirs: dict[str, int], client: Client):
    """TEN-03: no relation is stored across accounts."""
    mine = furnish(desk, talks=1)
    before = client.query(everything)
    tries = (
        ("POST", "inbox_members", {"inbox_id": mine["inboxes"], "user_ids": [theirs["agents"]]}, 422),
        ("PATCH", "inbox_members", {"inbox_id": mine["inboxes"], "user_ids": [theirs["agents"]]}, 422),
        ("POST", "inbox_members", {"inbox_id": theirs["inboxes"], "user_ids": []}, 404),
        ("DELETE", "inbox_members", {"inbox_id": theirs["inboxes"], "user_ids": [theirs["agents"]]}, 404),
        ("POST", f"teams/{mine['teams']}/team_members", {"user_ids": [theirs["agents"]]}, 401),
        ("POST", "contacts", {"name": "Bia", "inbox_id": theirs["inboxes"]}, 422),
        ("POST", f"contacts/{mine['contacts']}/contact_inboxes", {"inbox_id": theirs["inboxes"]}, 422),
        ("POST", "conversations", {"inbox_id": theirs["inboxes"], "contact_id": mine["contacts"]}, 404),
        ("POST", "conversations", {"inbox_id": mine["inboxes"], "contact_id": theirs["contacts"]}, 404),
        ("POST", "conversations/1/assignments", {"assignee_id": theirs["agents"]}, 422),
        ("POST", "conversations/1/assignments", {"team_id": theirs["teams"]}, 422),
    )
    for method, path, body, status in tries:
        assert desk.call(method, path, json=body).status_code == status, (method, path, body)
    assert client.query(everything) == before


def test_the_least_that_a_route_takes_is_enough(desk: Colleague):
    """The matrix would prove nothing if its bodies were refused for their own sake."""
    for route in NAMING:
        if route.takes is not None:
            numbers = {name.strip("{}"): 1 for name in route.path.split("/") if name.startswith("{")}
            assert msgspec.convert({**body_of(route), **numbers}, route.takes, strict=False)
