"""A customer writes from a mail program, the team answers in the dashboard, and the customer reads it in the own mailbox."""

from email.message import EmailMessage

import pytest

from balcao.domain.inboxes import queries
from balcao.kit.crypto import Keyring
from tests.support.pictures import picture
from tests.support.posting import Shop, letter
from tests.support.waiting import until


def answer_to(mail: EmailMessage, to: str, text: str, **more: str) -> EmailMessage:
    """How a mail program answers."""
    return letter(
        to,
        text,
        subject=f"Re: {mail['Subject']}",
        In_Reply_To=mail["Message-ID"],
        References=mail["Message-ID"],
        **more,
    )


def test_a_mail_becomes_a_conversation_and_the_answer_a_mail(shop: Shop) -> None:
    mail = letter(shop.address)
    shop.receives(mail)
    talk = shop.conversation()
    assert talk["meta"]["sender"]["email"] == "ana@fora.example"
    assert talk["additional_attributes"]["mail_subject"] == "Pedido 1042"
    (said,) = shop.thread(talk["id"])
    assert (said["content"].strip(), said["content_type"]) == ("Onde está o meu pedido?", "incoming_email")
    shop.post(
        f"conversations/{talk['id']}/messages",
        json={"content": "Sai **hoje**.", "cc_emails": "Beto <beto@fora.example>"},
    )
    (taken,) = shop.smtp.wait(1)
    assert taken.recipients == ["ana@fora.example", "beto@fora.example"]
    sent = taken.mail
    assert (sent["Subject"], sent["In-Reply-To"]) == ("Re: Pedido 1042", mail["Message-ID"])
    assert shop.address in sent["From"]
    plain, rich = (sent.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert rich is not None
    assert "Sai" in plain.get_content()
    assert "<strong>hoje</strong>" in rich.get_content()
    assert "> Onde está o meu pedido?" in plain.get_content()
    until(shop.client, lambda: "email" in shop.thread(talk["id"])[1]["content_attributes"])
    shown = shop.thread(talk["id"])[1]
    assert shown["status"] == "sent"
    assert shown["content_attributes"]["email"]["to"] == ["ana@fora.example"]


def test_the_customer_answers_and_it_is_one_conversation(shop: Shop) -> None:
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    sent = shop.smtp.wait(1)[0].mail
    reply = "Obrigada!\n\nEm ter., 24 de nov. de 2026 às 10:00, Loja <loja@example.test> escreveu:\n> Sai hoje.\n"
    shop.receives(answer_to(sent, shop.address, reply))
    said = shop.thread_of(number, 3)[2]
    assert said["content"] == "Obrigada!"
    assert "Sai hoje." in said["content_attributes"]["email"]["text_content"]["quoted"]
    assert len(shop.conversations()) == 1


def test_a_note_never_leaves_the_house(shop: Shop) -> None:
    """EML-24, TEN-24: what the team says among itself is in no mail, not even quoted."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    shop.post(f"conversations/{number}/messages", json={"content": "CANARY-NOTE", "private": True})
    shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    shop.post(f"conversations/{number}/messages", json={"content": "Chegou?"})
    assert not any(b"CANARY-NOTE" in taken.raw for taken in shop.smtp.wait(2))


def test_a_picture_inside_a_mail_is_shown_from_where_it_is_kept(shop: Shop) -> None:
    mail = letter(shop.address)
    mail.add_alternative('<p>Veja: <img src="cid:foto"></p><img src="https://tracker.example/x.gif">', subtype="html")
    png = picture()
    rich = mail.get_body(("html",))
    assert isinstance(rich, EmailMessage)
    rich.add_related(png, "image", "png", cid="<foto>", filename="foto.png")
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="pedido.csv")
    shop.receives(mail)
    (said,) = shop.thread(shop.conversation()["id"])
    html = said["content_attributes"]["email"]["html_content"]["full"]
    inside, beside = sorted(said["attachments"], key=lambda one: not one.get("inline"))
    assert inside["data_url"] in html
    assert "inline" not in beside
    assert "cid:" not in html
    assert ' src="https://tracker' not in html
    assert 'data-remote-src="https://tracker.example/x.gif"' in html


def test_a_bounce_comes_back_to_the_message(shop: Shop) -> None:
    """EML-03: nobody reads a bounce as a new conversation; the agent sees which message failed, and why."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    sent = shop.smtp.wait(1)[0].mail
    bounce = (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {shop.address}\r\nSubject: Undelivered\r\nMessage-ID: <b1@mx.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        "Final-Recipient: rfc822; ana@fora.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {sent['Message-ID']}\r\n\r\n--b--\r\n"
    )
    shop.receives(bounce.encode())
    until(shop.client, lambda: shop.thread(number)[1]["status"] == "failed")
    assert "ana@fora.example" in shop.thread(number)[1]["content_attributes"]["external_error"]
    assert len(shop.conversations()) == 1


def test_a_new_mail_can_be_written_to_several_people(shop: Shop) -> None:
    body = {
        "inbox_id": shop.inbox["id"], "to_emails": ["Ana <ana@fora.example>", "beto@fora.example"],
        "echo_id": "draft-1", "additional_attributes": {"mail_subject": "Sua entrega"}, "message": {"content": "Chega amanhã."},
    }  # fmt: skip
    talk = shop.post("conversations", json=body)
    (taken,) = shop.smtp.wait(1)
    assert shop.post("conversations", json=body)["id"] == talk["id"], "a second press sends nothing more"
    assert taken.recipients == ["ana@fora.example", "beto@fora.example"]
    assert taken.mail["Subject"] == "Sua entrega"
    shop.receives(answer_to(taken.mail, shop.address, "Ótimo", sender="beto@fora.example"))
    said = shop.thread_of(talk["id"], 2)[1]
    assert said["sender"]["email"] == "beto@fora.example"
    assert "doubt" not in said["content_attributes"]


@pytest.mark.parametrize("field", ["to_emails", "cc_emails", "bcc_emails"])
def test_a_bad_address_is_named_and_nothing_is_sent(shop: Shop, field: str) -> None:
    """EML-12: what is no address, or would add header lines, is refused by name."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    for bad in ("ana", "a@b.example\r\nBcc: x@y.example, a b@c", "a@@b.example"):
        path = f"{shop.admin.account}/conversations/{number}/messages"
        reply = shop.client.post(path, headers=shop.admin.headers, json={"content": "x", field: bad})
        assert (reply.status_code, reply.json()["attributes"]) == (422, [field])
    assert len(shop.thread(number)) == 1


def test_a_secret_of_an_inbox_is_nowhere_in_clear(shop: Shop) -> None:
    shown = shop.get(f"inboxes/{shop.inbox['id']}")
    assert "Senha-certa-1" not in str(shown)
    row = shop.client.house.store.read_now(lambda tx: queries.by_id(tx, shop.admin.account_id, shop.inbox["id"]))
    assert row is not None
    assert b"Senha-certa-1" not in bytes(row.settings)


def test_secrets_of_another_key_are_a_lost_connection_that_can_be_mended(shop: Shop) -> None:
    """A restored database without its key: the inbox says what is missing, and can be tried, connected anew and removed."""
    object.__setattr__(shop.client.house, "keyring", Keyring(b"quite another secret of thirty-two bytes"))
    path = f"inboxes/{shop.inbox['id']}"
    tried = shop.post(f"{path}/check")
    assert not tried["ok"]
    assert "BALCAO_SECRET_KEY" in tried["reason"]
    gone = shop.client.delete(f"{shop.admin.account}/{path}", headers=shop.admin.headers)
    assert gone.status_code == 200
