"""An administrator connects a mailbox with its password, and nothing is kept that does not open."""

import re
from pathlib import Path
from typing import Any

import pytest

from balcao.channels.email.about import ABOUT
from balcao.channels.secrets import sealed
from balcao.domain.inboxes.actions import set_settings
from balcao.kit.crypto import Keyring
from tests.flows.email_inbox.conftest import EMAIL, HERE, Place, refused
from tests.support.clock import HandClock
from tests.support.dovecot import PASSWORD
from tests.support.people import installation
from tests.support.smtp_server import smtp_server
from tests.support.team import open_desk
from tests.support.waiting import until


def test_a_mailbox_with_a_password(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    assert inbox["channel_type"] == "Channel::Email"
    assert inbox["email"] == EMAIL, "in one spelling"
    assert re.fullmatch(r"[a-z0-9]{24}@in\.balcao\.test", inbox["forward_to_email"])
    assert not {"imap_password", "smtp_password", "oauth"} & set(inbox), "nobody is shown a secret"
    stored = place.stored(inbox["id"])
    assert stored["imap_password"].startswith("sealed:1:")
    assert PASSWORD not in str(stored)


def test_agents_are_shown_no_servers(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    rui = place.ana.employ("Rui")
    place.ana.made("inbox_members", {"inbox_id": inbox["id"], "user_ids": [rui.user_id]})
    seen = rui.get(f"inboxes/{inbox['id']}").json()
    assert seen["email"] == EMAIL
    assert not [name for name in seen if name.startswith(("imap_", "smtp_"))]


def test_what_does_not_open_is_not_kept(place: Place) -> None:
    body = refused(
        place.ana.post("inboxes", json={"name": "Loja", "channel": place.by_password | {"imap_password": "errada"}}),
        "imap_password",
    )
    assert body["words"]["pt-BR"] == "O servidor não aceitou o usuário ou a senha."
    assert body["detail"]
    assert place.ana.get("inboxes").json()["payload"] == []


def test_a_client_that_knows_only_the_address(place: Place) -> None:
    """The contract's own wizard makes the inbox first and sets its servers afterwards."""
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": {"type": "email", "email": EMAIL}})
    servers = {name: of for name, of in place.by_password.items() if name.startswith(("imap_", "smtp_"))}
    changed = place.ana.patch(f"inboxes/{inbox['id']}", json={"channel": servers})
    assert changed.status_code == 200, changed.text
    assert changed.json()["imap_address"] == HERE


def test_a_change_of_what_is_no_connection_tries_nothing(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    before, tried = place.stored(inbox["id"]), len(place.smtp.said)
    changed = place.ana.patch(f"inboxes/{inbox['id']}", json={"name": "Outra", "channel": {"quote_history": False}})
    assert (changed.status_code, changed.json()["quote_history"]) == (200, False)
    after = place.stored(inbox["id"])
    assert (after["imap_password"], after["quote_history"]) == (before["imap_password"], False)
    assert len(place.smtp.said) == tried


def test_a_form_that_leaves_the_secret_blank_keeps_it(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    change = {"channel": {"imap_folders": "INBOX", "imap_password": "", "imap_since_days": 3}}
    assert place.ana.patch(f"inboxes/{inbox['id']}", json=change).status_code == 200


def test_another_server_wants_the_password_again(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    with smtp_server(security="none") as other:
        change = {"channel": {"smtp_address": "localhost", "smtp_port": other.port, "smtp_security": "none"}}
        refused(place.ana.patch(f"inboxes/{inbox['id']}", json=change), "smtp_password")
        assert not [line for line in other.said if line.startswith("AUTH")], "the kept password went nowhere"


def test_a_lost_key_is_repaired_by_entering_the_secret_again(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    ana, secrets = place.ana, {"imap_password": PASSWORD, "smtp_password": PASSWORD}
    lost = sealed(ABOUT, secrets, Keyring(b"the key before this one, which nobody has"))
    ana.client.house.store.write_now(lambda tx: set_settings(tx, ana.account_id, inbox["id"], lost))
    assert ana.get(f"inboxes/{inbox['id']}").status_code == 200
    refused(ana.patch(f"inboxes/{inbox['id']}", json={"channel": {"imap_since_days": 1}}), "imap_password")
    assert ana.patch(f"inboxes/{inbox['id']}", json={"channel": secrets}).status_code == 200


def test_a_lost_key_of_one_inbox_stops_no_other(place: Place) -> None:
    ana, lost = place.ana, sealed(ABOUT, {"imap_password": PASSWORD}, Keyring(b"the key before this one, now lost"))
    first = ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    ana.client.house.store.write_now(lambda tx: set_settings(tx, ana.account_id, first["id"], lost))
    other = place.by_password | {"email": "vendas@example.test", "imap_login": "vendas@example.test"}
    second = ana.made("inboxes", {"name": "Vendas", "channel": other})
    until(ana.client, lambda: ana.get(f"inboxes/{second['id']}/health").json()["state"] == "ok")
    problem = ana.get(f"inboxes/{first['id']}/health").json()["problem"]
    assert problem is None or "imap_password" in problem


def test_one_mailbox_has_one_inbox(place: Place) -> None:
    place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    again = {"name": "De novo", "channel": {"type": "email", "email": "LOJA@example.test"}}
    assert "taken" in refused(place.ana.post("inboxes", json=again), "email")["message"]
    eva = open_desk(place.ana.client, "eva@flores.example")
    refused(eva.post("inboxes", json=again), "email")
    assert eva.get("inboxes").json()["payload"] == []


def test_an_address_is_free_again_when_its_inbox_is_gone(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": {"type": "email", "email": EMAIL}})
    place.ana.delete(f"inboxes/{inbox['id']}")
    place.ana.made("inboxes", {"name": "Loja", "channel": {"type": "email", "email": EMAIL}})


def test_what_the_form_shows(place: Place) -> None:
    about = next(one for one in place.ana.get("channels").json()["payload"] if one["kind"] == "email")
    assert about["sign_in"] == {"field": "provider", "providers": ["google", "microsoft"], "takes": ["shared_mailbox"]}
    assert (about["suggests"], about["watched"]) == (["email"], True)
    fields = {field["key"]: field for step in about["steps"] for field in step["fields"]}
    assert [one["value"] for one in fields["provider"]["choices"]] == ["google", "microsoft", "other", "forward"]
    assert all(set(one) == {"value", "label"} for one in fields["provider"]["choices"])
    assert {"oauth", "smtp_openssl_verify_mode"}.isdisjoint(fields)
    assert about["capabilities"]["subject"]
    assert about["capabilities"]["copies"]


def test_what_is_not_set_up_is_not_offered(engine_url: str, tmp_path: Path, clock: HandClock) -> None:
    with installation(engine_url, tmp_path, clock) as (client, _):
        ana = open_desk(client)
        about = next(one for one in ana.get("channels").json()["payload"] if one["kind"] == "email")
        fields = {field["key"]: field for step in about["steps"] for field in step["fields"]}
        assert [one["value"] for one in fields["provider"]["choices"]] == ["other"]
        assert about["sign_in"]["providers"] == []
        assert "forward_to_email" not in fields
        assert ana.post("google/authorization", json={}).status_code == 404
        inbox = ana.made("inboxes", {"name": "Loja", "channel": {"type": "email", "email": EMAIL}})
        assert "forward_to_email" not in inbox


def test_suggestions(place: Place) -> None:
    found = place.ana.made("channels/email/suggest", {"values": {"email": "padaria@uol.com.br", "name": "x"}})
    assert found["values"]["imap_address"] == "imap.uol.com.br"
    assert set(found["note"]) == {"pt-BR", "en", "es"}
    refused(place.ana.post("channels/email/suggest", json={"values": {"email": "não é"}}), "email")
    assert place.ana.made("channels/api/suggest", {"values": {}}) == {"values": {}, "note": None}
    assert place.ana.post("channels/telex/suggest", json={}).status_code == 404
    rui = place.ana.employ("Rui")
    assert rui.post("channels/email/suggest", json={"values": {}}).status_code == 401


def test_an_inbox_that_could_not_answer_is_refused_before_it_is_kept(place: Place) -> None:
    """This installation sends no mail itself; the form says so in place of the first answer."""
    for silent in ({"email": EMAIL, "provider": "forward"}, place.by_password | {"smtp_enabled": False}):
        body = refused(
            place.ana.post("inboxes", json={"name": "Loja", "channel": {"type": "email", **silent}}), "smtp_enabled"
        )
        assert "não tem um servidor que envie e-mails" in body["words"]["pt-BR"]
    assert place.ana.get("inboxes").json()["payload"] == []


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [({"provider": "google"}, True), ({"provider": "other", "imap_enabled": True}, True),
     ({"provider": "other", "imap_enabled": False}, False), ({"provider": "forward", "imap_enabled": True}, False)],
)  # fmt: skip
def test_folders_are_asked_for_where_mail_is_fetched(place: Place, chosen: dict[str, Any], asked: bool) -> None:
    """The desk draws by the same conditions."""
    about = next(one for one in place.ana.get("channels").json()["payload"] if one["kind"] == "email")
    fields = {field["key"]: field for step in about["steps"] for field in step["fields"]}
    for key in ("imap_folders", "imap_since_days"):
        cases = fields[key]["show_if"]
        held = [
            all(chosen.get(name) in (of if isinstance(of, list) else [of]) for name, of in case.items())
            for case in cases
        ]
        assert any(held) is asked
