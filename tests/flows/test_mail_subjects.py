"""What a mail of the team is about, and to whom no copy goes. Through a real IMAP and a real SMTP server."""

from typing import Any

import pytest

from tests.support.posting import Shop, letter
from tests.support.waiting import until


def told(shop: Shop, number: int, **more: Any) -> dict[str, Any]:
    return shop.post(f"conversations/{number}/messages", json={"content": "Pode trocar.", **more})


def refused(shop: Shop, path: str, **body: Any) -> dict[str, Any]:
    reply = shop.client.post(f"{shop.admin.account}/{path}", headers=shop.admin.headers, json=body)
    assert reply.status_code == 422, reply.text
    return reply.json()


@pytest.fixture
def number(shop: Shop) -> int:
    shop.receives(letter(shop.address, subject="RES: Girafa"))
    return shop.conversation()["id"]


def test_a_changed_subject_goes_into_this_mail_and_later_ones_follow_it(shop: Shop, number: int) -> None:
    told(shop, number)
    shop.smtp.wait(1)
    changed = told(shop, number, mail_subject="Re: Troca da girafa")
    assert changed["content_attributes"]["mail_subject"] == "Re: Troca da girafa"
    told(shop, number, mail_subject=" ")
    mails = [taken.mail for taken in shop.smtp.wait(3)]
    assert [mail["Subject"] for mail in mails] == ["Re: Girafa", "Re: Troca da girafa", "Re: Troca da girafa"]
    assert len({mail["In-Reply-To"] for mail in mails}) == 1, "the thread is the same"
    assert shop.get(f"conversations/{number}")["additional_attributes"]["mail_subject"] == "Troca da girafa"


def test_a_note_and_a_forged_attribute_rename_nothing(shop: Shop, number: int) -> None:
    told(shop, number, private=True, mail_subject="Segredo")
    told(shop, number, content_attributes={"mail_subject": "Pelo atributo"})
    (taken,) = shop.smtp.wait(1)
    assert taken.mail["Subject"] == "Pelo atributo", "the attribute is another way to say the same"
    assert shop.get(f"conversations/{number}")["additional_attributes"]["mail_subject"] == "Pelo atributo"


def test_a_subject_of_several_lines_is_refused_eml_12(shop: Shop, number: int) -> None:
    path = f"conversations/{number}/messages"
    for subject in ("Oi\r\nBcc: z@z.example", "Oi\nX-Evil: 1", "Oi\x00\x07", "x" * 251):
        for body in ({"mail_subject": subject}, {"content_attributes": {"mail_subject": subject}}):
            assert refused(shop, path, content="Oi", **body)["attributes"] == ["mail_subject"]
    assert [one["content_type"] for one in shop.thread(number)] == ["incoming_email"]


@pytest.mark.parametrize("field", ["to_emails", "cc_emails", "bcc_emails"])
def test_an_address_with_a_header_in_it_is_refused_eml_12(shop: Shop, number: int, field: str) -> None:
    path = f"conversations/{number}/messages"
    for sent in (["a@b.example\r\nBcc: z@z.example"], ["a@b.example\nz@z.example"], "a@b.example\r\nBcc: z@z.example", "Bcc: z@z.example"):  # fmt: skip
        answer = refused(shop, path, content="Oi", **{field: sent})
        assert answer["attributes"] == [field], sent
    new = {"inbox_id": shop.inbox["id"], "to_emails": ["a@b.example"], "message": {"content": "Oi"}}
    assert refused(shop, "conversations", **{**new, field: ["a@b.example\r\nBcc: z@z.example"]})["attributes"] == [
        field
    ]


def test_lines_between_the_addresses_of_a_text_are_fine(shop: Shop, number: int) -> None:
    asked = told(shop, number, cc_emails='"Silva, Bia" <bia@fora.example>\r\ncaio@fora.example; dora@fora.example')
    assert asked["content_attributes"]["cc_emails"] == ["bia@fora.example", "caio@fora.example", "dora@fora.example"]


def test_no_copy_goes_to_the_teams_own_inboxes_eml_20(shop: Shop, number: int) -> None:
    """Reply-all would else write to ourselves, and a second inbox would open the same conversation again."""
    first, other = shop.address, "vendas@example.test"
    shop.address = other
    shop.connect()
    shop.address = first
    copies = [first, first.replace("@", "+x@"), other, f"{other.replace('@', '+y@')}", "bia@fora.example"]
    asked = told(shop, number, cc_emails=copies, bcc_emails=[other])
    assert asked["content_attributes"]["cc_emails"] == ["bia@fora.example"]
    assert "bcc_emails" not in asked["content_attributes"]
    (taken,) = shop.smtp.wait(1)
    assert taken.recipients == ["ana@fora.example", "bia@fora.example"]


def test_one_inbox_may_write_to_another_on_purpose_eml_20(shop: Shop, number: int) -> None:
    first, other = shop.address, "compras@example.test"
    shop.address = other
    shop.connect()
    shop.address = first
    told(shop, number, to_emails=[other])
    (taken,) = shop.smtp.wait(1)
    assert taken.recipients == [other]
    until(shop.client, lambda: shop.thread(number)[-1]["status"] == "sent")
