"""What leaves a team by mail: no header of a stranger's making, nobody's secrets, nothing twice, and never to a crowd."""

from typing import Any

import pytest

from balcao.kit.clock import MINUTE
from balcao.outbox.emit import Wake
from balcao.work import deliver
from tests.support.clock import HandClock
from tests.support.people import mailbox_of
from tests.support.posting import Shop, laid_open, letter
from tests.support.smtp_server import KEEP_AND_CUT
from tests.support.waiting import until

EVIL = "Oi\r\nBcc: eve@evil.example\r\nX-Evil: 1\r\n\r\n<b>oi</b>"


def refused(shop: Shop, path: str, body: dict[str, Any]) -> Any:
    reply = shop.client.post(f"{shop.admin.account}/{path}", headers=shop.admin.headers, json=body)
    assert reply.status_code == 422, reply.text
    return reply.json()


def change(shop: Shop, path: str, **body: Any) -> None:
    reply = shop.client.patch(f"{shop.admin.account}/{path}", headers=shop.admin.headers, json=body)
    assert reply.status_code == 200, reply.text


def settled(shop: Shop) -> None:
    query = "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'ready' AND attempts = 0)"
    until(shop.client, lambda: not shop.client.query(lambda tx: tx.conn.exec_driver_sql(query).scalar()))


def test_whatever_anybody_is_called_the_mail_has_our_headers_alone(shop: Shop) -> None:
    """EML-12: subject, contact, inbox, agent, business and file name, through every door by which they come in."""
    shop.client.put("/api/v1/profile", headers=shop.admin.headers, json={"profile": {"display_name": EVIL}})
    change(shop, f"inboxes/{shop.inbox['id']}", name=EVIL, sender_name_type="friendly", business_name=EVIL)
    contact = shop.post("contacts", json={"name": EVIL, "email": "ana@fora.example"})["payload"]["contact"]
    subject = {"mail_subject": EVIL}
    talk = shop.post(
        "conversations",
        json={"inbox_id": shop.inbox["id"], "contact_id": contact["id"], "additional_attributes": subject},
    )
    files = [("attachments[]", ('a"\r\nBcc: eve@evil.example\r\n.pdf', b"%PDF-1.4", "application/pdf"))]
    shop.post(f"conversations/{talk['id']}/messages", data={"content": EVIL}, files=files)
    (taken,) = shop.smtp.wait(1)
    assert taken.recipients == ["ana@fora.example"]
    heads = [taken.raw.partition(b"\r\n\r\n")[0], *(bytes(part).partition(b"\n\n")[0] for part in taken.mail.walk())]
    for head in heads:
        assert not any(line.lower().startswith((b"bcc", b"x-evil")) for line in head.splitlines())
    assert taken.mail["Bcc"] is None
    assert taken.mail["X-Evil"] is None


def test_copies_that_an_api_client_hides_in_attributes_are_checked_like_others(shop: Shop) -> None:
    """EML-12, EML-20: `content_attributes` is no way around the check, and nobody invents what was sent."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    path = f"conversations/{number}/messages"
    told = refused(
        shop, path, {"content": "x", "content_attributes": {"cc_emails": "a@b.example\r\nBcc: c@d.example, x y@z"}}
    )
    assert told["attributes"] == ["cc_emails"]
    refused(shop, path, {"content": "x", "content_attributes": {"bcc_emails": [f"a{n}@b.example" for n in range(51)]}})
    given = {"cc_emails": ["beto@fora.example"], "email": "nonsense", "email_html_content": ["x"]}
    said = shop.post(path, json={"content": "Oi", "content_attributes": given})
    assert said["content_attributes"] == {"cc_emails": ["beto@fora.example"]}
    assert shop.smtp.wait(1)[0].recipients == ["ana@fora.example", "beto@fora.example"]
    shop.receives(letter(shop.address, "De novo", In_Reply_To=shop.smtp.accepted[0].mail["Message-ID"]))
    assert shop.thread_of(number, 3)[2]["content"].strip() == "De novo"


def test_nobody_learns_of_hidden_recipients_and_we_do_not_write_to_ourselves(shop: Shop) -> None:
    """EML-20: Bcc stands in no mail, neither in its own nor in one that quotes it; our own address is left out of Cc."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    body = {
        "content": "Oi",
        "cc_emails": [shop.address.upper(), "beto@fora.example"],
        "bcc_emails": "chefe@loja.example",
    }
    shop.post(f"conversations/{number}/messages", json=body)
    shop.post(f"conversations/{number}/messages", json={"content": "Chegou?"})
    first, second = shop.smtp.wait(2)
    assert first.recipients == ["ana@fora.example", "beto@fora.example", "chefe@loja.example"]
    assert second.recipients == ["ana@fora.example"]
    assert b"chefe@" not in laid_open(first.raw) + laid_open(second.raw)
    assert first.mail["Cc"] == "beto@fora.example"


def test_a_crowd_is_refused_before_anything_is_kept(shop: Shop) -> None:
    """EML-20, MAS: ten thousand recipients, none that is an address, and a subject of a megabyte."""
    base = {"inbox_id": shop.inbox["id"], "message": {"content": "x"}}
    crowd = ", ".join(f"a{n}@b.example" for n in range(10_000))
    assert refused(shop, "conversations", base | {"to_emails": crowd})["attributes"] == ["to_emails"]
    for nobody in (",", [" "], [""], [","]):
        reply = shop.client.post(
            f"{shop.admin.account}/conversations", headers=shop.admin.headers, json=base | {"to_emails": nobody}
        )
        assert reply.status_code in (404, 422), reply.text
    assert shop.conversations() == []
    attributes = {"mail_subject": "á" * 1_000_000}
    shop.client.post(
        f"{shop.admin.account}/conversations", headers=shop.admin.headers,
        json=base | {"to_emails": "ana@fora.example", "additional_attributes": attributes},
    )  # fmt: skip
    settled(shop)
    assert all(len(taken.raw) < 20_000 for taken in shop.smtp.accepted)


def test_a_greeting_goes_to_the_writer_alone_and_repeats_nothing_of_his(shop: Shop) -> None:
    """EML-01, WID-13: whoever writes cannot have the shop send his words to somebody of his choice."""
    change(shop, f"inboxes/{shop.inbox['id']}", greeting_enabled=True, greeting_message="Recebemos!")
    shop.receives(
        letter(shop.address, "Compre em evil.example", sender="eve@evil.example", Reply_To="vitima@alvo.example")
    )
    (taken,) = shop.smtp.wait(1)
    assert taken.recipients == ["eve@evil.example"]
    assert taken.mail["Auto-Submitted"] == "auto-replied"
    assert b"Compre" not in laid_open(taken.raw)
    assert b"vitima" not in laid_open(taken.raw)


def test_what_may_have_arrived_is_not_sent_again_by_itself(shop: Shop, clock: HandClock) -> None:
    """EML-22, R-4: taken without a word of confirmation; the agent sees that nobody knows, and decides."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    shop.smtp.script["CONTENT"] = KEEP_AND_CUT
    said = shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    until(shop.client, lambda: shop.thread(number)[1]["status"] == "failed")
    assert "may have been delivered" in shop.thread(number)[1]["content_attributes"]["external_error"]
    clock.advance(10 * MINUTE)
    shop.client.house.bus.tell(Wake(None))
    settled(shop)
    assert len(shop.smtp.accepted) == 1
    shop.smtp.script.clear()
    shop.post(f"conversations/{number}/messages/{said['id']}/retry")
    first, again = shop.smtp.wait(2)
    assert first.mail["Message-ID"] == again.mail["Message-ID"]


def test_what_was_sent_and_could_not_be_noted_is_not_sent_again(
    shop: Shop, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EML-22: the database fails in the very moment after the mail server has taken the mail."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]

    def fail(*_told: Any) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(deliver, "_note_sent", fail)
        shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
        shop.smtp.wait(1)
        settled(shop)
    clock.advance(MINUTE)
    shop.client.house.bus.tell(Wake(None))
    until(shop.client, lambda: shop.thread(number)[1]["status"] == "failed")
    assert "may have arrived" in shop.thread(number)[1]["content_attributes"]["external_error"]
    assert len(shop.smtp.accepted) == 1


def test_nothing_of_the_team_alone_is_in_any_byte_that_leaves_by_mail(shop: Shop) -> None:
    """EML-24, TEN-24, TEN-26: notes, their files, a note that answers, labels and agents' addresses; transcripts too."""
    box = mailbox_of(shop.client)
    change(shop, f"inboxes/{shop.inbox['id']}", greeting_enabled=True, greeting_message="Recebemos!")
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    path, asked = f"conversations/{number}/messages", shop.thread_of(number, 2)[0]
    shop.post(path, json={"content": "CANARY-1", "private": True, "content_attributes": {"in_reply_to": asked["id"]}})
    files = [("attachments[]", ("CANARY-2.txt", b"CANARY-3", "text/plain"))]
    shop.post(path, data={"content": "CANARY-4", "private": "true"}, files=files)
    shop.post(path, json={"content": "CANARY-5", "private": True, "cc_emails": "eve@evil.example"})
    shop.post(path, json={"content": "Sai hoje."})
    shop.post(path, json={"content": "Chegou?", "cc_emails": "beto@fora.example"})
    asked_for = shop.client.post(
        f"{shop.admin.account}/conversations/{number}/transcript",
        headers=shop.admin.headers,
        json={"email": "x@y.example"},
    )
    assert asked_for.status_code == 200
    transcript = box.next()
    bytes_out = (
        b"".join(laid_open(taken.raw) for taken in shop.smtp.wait(3)) + (transcript.text + transcript.html).encode()
    )
    assert len(shop.smtp.accepted) == 3
    assert b"CANARY" not in bytes_out
    assert shop.admin.email.encode() not in bytes_out
