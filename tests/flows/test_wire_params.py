"""What clients send in other shapes than ours: missing roots, empty fields, paths that name nothing."""

import pytest

from tests.support.client import Client
from tests.support.team import Colleague, open_desk


@pytest.fixture
def desk(client: Client) -> Colleague:
    return open_desk(client)


ROOTS = (("POST", "labels", "label"), ("POST", "teams", "team"), ("POST", "agents", "agent"))


@pytest.mark.parametrize(("method", "path", "root"), ROOTS)
@pytest.mark.parametrize("body", [{}, "root", "null"])
def test_a_body_that_says_nothing_misses_its_root(desk: Colleague, method: str, path: str, root: str, body: object):
    reply = desk.call(method, path, json={"root": {root: {}}, "null": {root: None}}.get(str(body), body))
    assert reply.status_code == 422
    assert reply.json() == {"error": f"param is missing or the value is empty: {root}"}


def test_a_form_must_name_the_root_and_json_need_not(desk: Colleague):
    assert desk.post("labels", data={"title": "plano"}).json() == {
        "error": "param is missing or the value is empty: label"
    }
    assert desk.post("labels", json={"title": "plano"}).status_code == 200
    assert desk.post("labels.json", data={"label[title]": "form", "label[show_on_sidebar]": "0"}).json() == {
        "id": 2, "title": "form", "description": None, "color": "#1f93ff", "show_on_sidebar": False,
    }  # fmt: skip
    profile = {"error": "param is missing or the value is empty: profile"}
    assert desk.client.put("/api/v1/profile", json={}, headers=desk.headers).json() == profile


def test_who_may_not_hears_that_first(desk: Colleague):
    rui = desk.employ("Rui")
    assert rui.post("labels", json={}).json() == {"error": "You are not authorized to do this action"}


def test_an_empty_field_of_a_form_is_nothing(desk: Colleague):
    site = desk.website()
    assert desk.get("conversations?inbox_id=&team_id=&page=&updated_within=&labels=").status_code == 200
    assert desk.get("contacts?page=&include_contact_inboxes=").status_code == 200
    changed = desk.patch(f"inboxes/{site['id']}", data={"greeting_enabled": "", "channel[welcome_title]": "Oi"})
    assert (changed.json()["greeting_enabled"], changed.json()["welcome_title"]) == (False, "Oi")


@pytest.mark.parametrize("number", ["abc", "0x1", "-1", "1.5", "9" * 25, "%D9%A1"])
def test_a_path_without_a_number_leads_nowhere(desk: Colleague, number: str):
    for path in (f"conversations/{number}", f"contacts/{number}", f"labels/{number}", f"inboxes/{number}/"):
        reply = desk.get(path)
        assert (reply.status_code, reply.json()) == (404, {"error": "Resource could not be found"})


def test_the_files_of_the_widget_may_be_asked_for_from_everywhere(client: Client):
    asked = {"Origin": "https://loja.example", "Access-Control-Request-Method": "GET"}
    reply = client.request("OPTIONS", "/packs/js/sdk.js", headers=asked)
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-origin" not in client.request("OPTIONS", "/api/v1/profile", headers=asked).headers


def test_ws_14_the_socket_is_the_only_way_to_the_events(client: Client):
    """WS-14: no second way, which would need the same checks, exists."""
    for accept in ("text/event-stream", "application/json"):
        for method in ("GET", "POST"):
            assert client.request(method, "/cable", headers={"Accept": accept}).status_code == 404
