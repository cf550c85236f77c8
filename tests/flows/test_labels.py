"""Labels over HTTP."""

import pytest

from tests.support.client import Client
from tests.support.team import open_desk


def test_labels_are_made_listed_changed_and_given_up(client: Client) -> None:
    ana = open_desk(client)
    label = ana.made("labels", {"label": {"title": " Entrega-Atrasada ", "description": "Chegou tarde"}})
    assert label == {
        "id": label["id"], "title": "entrega-atrasada", "description": "Chegou tarde", "color": "#1f93ff",
        "show_on_sidebar": True,
    }  # fmt: skip
    ana.made("labels", {"title": "avaliação", "color": "#AA00FF", "show_on_sidebar": "false"})
    listed = ana.get("labels").json()["payload"]
    assert [(one["title"], one["color"], one["show_on_sidebar"]) for one in listed] == [
        ("avaliação", "#aa00ff", False),
        ("entrega-atrasada", "#1f93ff", True),
    ]
    changed = ana.patch(f"labels/{label['id']}", json={"color": "#112233"})
    assert changed.json() == {**label, "color": "#112233"}
    assert ana.get(f"labels/{label['id']}/").json()["color"] == "#112233"
    gone = ana.delete(f"labels/{label['id']}")
    assert (gone.status_code, gone.content) == (200, b"")
    assert ana.get(f"labels/{label['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"title": "VIP"}, "Title has already been taken"),
        ({"title": ""}, "Title can't be blank"),
        ({"title": "dois nomes"}, "Title should only contain letters, numbers, hyphens and underscores"),
        ({"title": "a<b>"}, "Title should only contain letters, numbers, hyphens and underscores"),
        ({"title": "x", "color": "red;}body{display:none"}, "Color must be a colour like #1f93ff"),
    ],
)
def test_what_is_no_label_is_refused_xss_13(client: Client, body: dict[str, str], message: str) -> None:
    ana = open_desk(client)
    ana.made("labels", {"title": "vip"})
    reply = ana.post("labels", json=body)
    assert reply.status_code == 422
    assert reply.json() == {"message": message, "attributes": ["color" if "color" in body else "title"]}


def test_conversations_follow_a_renamed_label(client: Client) -> None:
    ana = open_desk(client)
    label = ana.made("labels", {"title": "vip"})
    inbox = ana.api_inbox()
    contact = ana.made("contacts", {"name": "Rui", "inbox_id": inbox["id"]})["payload"]["contact"]
    body = {"inbox_id": inbox["id"], "contact_id": contact["id"]}
    conversation = ana.made("conversations", body)
    ana.made(f"conversations/{conversation['id']}/labels", {"labels": ["vip", "outra"]})
    ana.patch(f"labels/{label['id']}", json={"title": "especial"})
    assert ana.get(f"conversations/{conversation['id']}").json()["labels"] == ["especial", "outra"]
    found = ana.get("conversations", params={"labels[]": "especial"}).json()["data"]["payload"]
    assert [one["id"] for one in found] == [conversation["id"]]


def test_agents_read_labels_and_do_not_write_them(client: Client) -> None:
    ana = open_desk(client)
    rui, label = ana.employ("Rui"), ana.made("labels", {"title": "vip"})
    assert rui.get("labels").json()["payload"] == [label]
    for reply in (
        rui.post("labels", json={"title": "x"}),
        rui.patch(f"labels/{label['id']}", json={"title": "x"}),
        rui.delete(f"labels/{label['id']}"),
    ):
        assert reply.status_code == 401
        assert reply.json() == {"error": "You are not authorized to do this action"}


def test_another_accounts_label_does_not_exist_ten_01(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    theirs = eva.made("labels", {"title": "vip"})
    assert ana.made("labels", {"title": "vip"})["id"] != theirs["id"]
    for reply in (
        ana.get(f"labels/{theirs['id']}"),
        ana.patch(f"labels/{theirs['id']}", json={"title": "x"}),
        ana.delete(f"labels/{theirs['id']}"),
    ):
        assert reply.status_code == 404
        assert reply.json() == {"error": "Resource could not be found"}
    assert eva.get(f"labels/{theirs['id']}").json() == theirs
