"""Every route says who may call it, and an account's routes are for its members.

The hole is never in the check; it is in the route that has none. Here `who` has no default, this test looks for routes that
are declared but not served and for addresses that bypass the door, and whatever is open to anyone stands on a short list
with its reason.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

import pytest

import balcao.api
from balcao.api.route import Room, Route, Unit, Who
from balcao.api.table import ROUTES
from tests.house.tree import expect_none

# Open to anyone, and why that is right.
OPEN = {
    "GET /api": "says which version runs",
    "GET /api/v1/installation": "what the sign-in page must know before anybody has signed in",
    "POST /api/v1/accounts": "sign-up, closed by a setting",
    "POST /api/v2/accounts": "sign-up, closed by a setting",
    "GET /auth/sign_in": "says that this address takes a POST",
    "POST /auth/sign_in": "signing in",
    "GET /auth/validate_token": "says whether a session is good; its own error body is part of the contract",
    "DELETE /auth/sign_out": "ends the session that is shown; its own error body is part of the contract",
    "POST /auth/password": "asks for a reset; the answer is the same for every address",
    "PUT /auth/password": "the slip in the request proves who asks",
    "PATCH /auth/password": "the slip in the request proves who asks",
    "POST /auth/confirmation": "the slip in the request proves who asks",
    "GET /dev/mail": "there only without a mail server, and only for calls from this machine",
    "GET /health": "one word for load balancers",
    "GET /health/details": "the handler lets in only the operator, by his token or at the machine",
    "GET /metrics": "the same",
    "GET /files/{key}": "the key is the permission: unguessable, and handed out with the message only",
    "GET /files/{key}/{name}": "the same file with its name",
    "GET /files/{key}/thumb": "the same file, smaller",
    "GET /hooks/{kind}/{way}": "a provider looks whether the address is there, and learns what its headers earn",
    "POST /hooks/{kind}/{way}": "a provider's call: the channel verifies it before anything in it is kept",
    "POST /hooks/{kind}/{way}/{key}": "the same for one inbox, whose key strangers cannot guess",
    "GET /rails/action_mailbox/{way}/inbound_emails": "the same look, where mail relays were told to call",
    "POST /rails/action_mailbox/{way}/inbound_emails": "the same, where mail relays were told to call",
    "POST /rails/action_mailbox/{way}/inbound_emails/mime": "the same",
    "GET /{provider}/callback": "a browser back from a provider: the signed state and its cookie say whose errand it is on",
    "GET /test-site/{website_token}": "a page with a website's own public snippet",
    "GET /widget": "the chat's page, for any visitor of the website",
    "GET /widget/settings": "what the website's own page may know about its chat",
    "POST /api/v1/widget/config": "where a visitor gets a token of their own",
    "GET /api/v1/widget/inbox_members": "the faces that a website shows to every visitor",
    "GET /api/v1/widget/campaigns": "the greetings that a website shows to every visitor",
    "GET /public/api/v1/inboxes/{inbox_identifier}": "what a client must know before it has a contact",
    "POST /public/api/v1/inboxes/{inbox_identifier}/contacts": "where a client gets a contact of its own",
}

# Within an account, but not declared for its members.
OUTSIDE = {
    "GET /api/v1/accounts/{account_id}": "answers that it does not exist, where other routes say that the caller is no member",
}


def declared() -> dict[str, Route]:
    """Every route of every room, wherever it is declared, whether served or not."""
    rooms: set[int] = set()
    found: dict[str, Route] = {}
    for info in pkgutil.walk_packages(balcao.api.__path__, "balcao.api."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Room) and id(value) not in rooms:
                rooms.add(id(value))
                found.update({route.key: route for route in value.routes})
    return found


def too_open(routes: Iterable[Route]) -> Iterator[str]:
    for route in routes:
        if route.who is Who.ANYONE and route.key not in OPEN:
            yield f"{route.key} is open to anyone without a reason"
        if "{account_id}" in route.path and route.who not in (Who.MEMBER, Who.ADMIN) and route.key not in OUTSIDE:
            yield f"{route.key} is within an account but open to {route.who}"


def test_every_declared_route_is_served() -> None:
    assert sorted(declared()) == sorted(route.key for route in ROUTES)


def test_nothing_is_open_without_a_reason() -> None:
    expect_none(too_open(ROUTES))


def test_every_reason_is_still_needed() -> None:
    assert set(OPEN) <= {route.key for route in ROUTES if route.who is Who.ANYONE}
    assert set(OUTSIDE) <= {route.key for route in ROUTES if route.who not in (Who.MEMBER, Who.ADMIN)}


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/api/v1/secrets", Who.ANYONE),
        ("/api/v1/accounts/{account_id}/secrets", Who.PERSON),
        ("/api/v1/accounts/{account_id}/secrets", Who.VISITOR),
    ],
)
def test_a_door_left_open_is_seen(path: str, who: Who) -> None:
    assert list(too_open([Route("GET", path, print, who, Unit.READ)]))
