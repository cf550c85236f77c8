"""What a visitor says about himself, with and without proof (WID-02, WID-03)."""

import pytest

from balcao.domain.actors import Visitor
from balcao.domain.contacts import actions, queries
from balcao.domain.contacts.actions import Claims, ContactDraft, Identity
from balcao.domain.contacts.queries import ContactRow
from balcao.domain.contacts.rules import is_visitor_name
from balcao.domain.conversations.actions import move_conversations
from balcao.kit.text import loads
from balcao.outbox import log
from tests.support.client import Client
from tests.support.team import Colleague, open_desk


class Site:
    """A website inbox and its visitors, as the widget's interface uses the domain."""

    def __init__(self, desk: Colleague) -> None:
        self.desk = desk
        self.inbox_id: int = desk.website()["id"]
        self.keyring = desk.client.house.keyring
        self.store = desk.client.house.store

    def visitor(self, source: str | None = None) -> Visitor:
        account, inbox = self.desk.account_id, self.inbox_id
        return self.store.write_now(lambda tx: actions.find_or_create(tx, self.keyring, account, inbox, source).visitor)

    def claim(self, visitor: Visitor, **said: object) -> ContactRow:
        return self.store.write_now(lambda tx: actions.claim(tx, visitor, Claims(**said)))  # pyright: ignore[reportArgumentType]

    def identify(self, visitor: Visitor, identifier: str, *, verified: bool = False, **said: object) -> Visitor:
        identity = Identity(identifier=identifier, verified=verified, claims=Claims(**said))  # pyright: ignore[reportArgumentType]
        return self.store.write_now(
            lambda tx: actions.identify(tx, self.keyring, visitor, identity, move_conversations)
        )

    def contact(self, visitor: Visitor) -> ContactRow:
        return self.store.read_now(lambda tx: queries.show(tx, visitor.account_id, visitor.contact_id))

    def known(self, **fields: object) -> ContactRow:
        draft = ContactDraft(**fields)  # pyright: ignore[reportArgumentType]
        return self.store.write_now(lambda tx: actions.add_contact(tx, self.desk.account_id, draft))

    def change(self, contact_id: int, **fields: object) -> None:
        draft = ContactDraft(**fields)  # pyright: ignore[reportArgumentType]
        self.store.write_now(lambda tx: actions.change_contact(tx, self.desk.account_id, contact_id, draft))

    def events(self) -> list[str]:
        return [one.name for one in self.store.read_now(lambda tx: log.after(tx, self.desk.account_id, 0))]


@pytest.fixture
def site(client: Client) -> Site:
    return Site(open_desk(client))


def claims_of(row: ContactRow) -> dict[str, str]:
    return loads(row.additional_attributes).get("claims", {})


def test_a_stranger_gets_a_friendly_name_and_comes_back_as_the_same(site: Site) -> None:
    first, again, other = site.visitor("a"), site.visitor("a"), site.visitor()
    assert first == again
    assert other.contact_id != first.contact_id
    row = site.contact(first)
    assert is_visitor_name(row.name)
    assert (row.contact_type, row.email) == ("visitor", None)


def test_what_is_said_fills_what_is_empty(site: Site) -> None:
    visitor = site.visitor()
    row = site.claim(visitor, name=" Rui ", email="RUI@casa.example", phone_number="+55 11 99999-0000")
    assert (row.name, row.email, row.phone_number) == ("Rui", "rui@casa.example", "+5511999990000")
    assert row.contact_type == "lead"
    assert claims_of(row) == {"name": "Rui", "email": "rui@casa.example", "phone_number": "+5511999990000"}


def test_a_visitor_may_correct_what_he_said_himself(site: Site) -> None:
    visitor = site.visitor()
    site.claim(visitor, name="Riu", email="riu@casa.example")
    row = site.claim(visitor, name="Rui", email="rui@casa.example")
    assert (row.name, row.email) == ("Rui", "rui@casa.example")


@pytest.mark.parametrize(("field", "broken"), [("email", "x@"), ("phone_number", "119"), ("name", "  ")])
def test_what_is_broken_counts_as_not_said(site: Site, field: str, broken: str) -> None:
    visitor = site.visitor()
    before = site.contact(visitor)
    assert site.claim(visitor, **{field: broken}) == before


def test_somebody_elses_address_is_only_a_claim_wid_02(site: Site) -> None:
    victim = site.known(name="Vítima", email="vitima@casa.example", phone_number="+5511900000000")
    visitor = site.visitor()
    row = site.claim(visitor, name="Vítima", email="Vitima@casa.example", phone_number="+5511900000000")
    assert visitor.contact_id != victim.id
    assert (row.id, row.email, row.phone_number) == (visitor.contact_id, None, None)
    assert claims_of(row) == {"name": "Vítima", "email": "vitima@casa.example", "phone_number": "+5511900000000"}
    assert site.store.read_now(lambda tx: queries.show(tx, site.desk.account_id, victim.id)) == victim


def test_somebody_elses_identifier_is_only_a_claim_wid_02(site: Site) -> None:
    victim = site.known(name="Vítima", identifier="u-1")
    visitor = site.visitor()
    after = site.identify(visitor, "u-1", name="Vítima")
    assert after == visitor
    row = site.contact(after)
    assert (row.identifier, claims_of(row)["identifier"]) == (None, "u-1")
    assert site.store.read_now(lambda tx: queries.show(tx, site.desk.account_id, victim.id)) == victim


def test_what_the_team_has_written_stays_wid_03(site: Site) -> None:
    visitor = site.visitor()
    site.claim(visitor, name="Rui", email="rui@casa.example")
    site.change(visitor.contact_id, name="Rui Barbosa", email="rui@escritorio.example")
    row = site.claim(visitor, name="Hacker", email="hacker@evil.example")
    assert (row.name, row.email) == ("Rui Barbosa", "rui@escritorio.example")
    assert claims_of(row) == {"name": "Hacker", "email": "hacker@evil.example"}


def test_an_unproved_visitor_changes_no_proved_contact_wid_03(site: Site) -> None:
    proved = site.identify(site.visitor(), "u-1", verified=True, name="Rui", email="rui@casa.example")
    other = site.identify(site.visitor(), "u-1", name="Hacker", email="hacker@evil.example")
    assert other.contact_id != proved.contact_id
    row = site.contact(proved)
    assert (row.name, row.email, row.identifier) == ("Rui", "rui@casa.example", "u-1")


def test_claims_are_not_written_through_attributes(site: Site) -> None:
    visitor = site.visitor()
    row = site.claim(visitor, additional_attributes={"claims": {"email": "x@y.example"}, "city": "Natal"})
    assert loads(row.additional_attributes) == {"city": "Natal"}


def test_too_many_attributes_are_not_kept(site: Site) -> None:
    visitor = site.visitor()
    site.claim(visitor, custom_attributes={"plano": "ouro"})
    row = site.claim(visitor, custom_attributes={str(n): n for n in range(300)})
    assert loads(row.custom_attributes) == {"plano": "ouro"}


def test_a_proved_identifier_joins_the_contact_that_has_it(site: Site) -> None:
    owner = site.known(name="Rui", identifier="u-1", custom_attributes={"plano": "ouro"})
    visitor = site.visitor()
    site.claim(visitor, name="Rui B.", custom_attributes={"plano": "prata", "cor": "azul"})
    joined = site.identify(visitor, "u-1", verified=True)
    assert (joined.contact_id, joined.contact_inbox_id) == (owner.id, visitor.contact_inbox_id)
    assert joined.verified
    row = site.contact(joined)
    assert (row.name, loads(row.custom_attributes)) == ("Rui", {"plano": "ouro", "cor": "azul"})
    with pytest.raises(Exception, match="could not be found"):
        site.contact(visitor)
    assert "contact.merged" in site.events()


def test_joining_takes_the_conversations_along(site: Site) -> None:
    desk, owner, visitor = site.desk, site.known(name="Rui", identifier="u-1"), site.visitor("s-1")
    body = {"inbox_id": site.inbox_id, "contact_id": visitor.contact_id, "source_id": "s-1"}
    talk = desk.made("conversations", body)
    site.identify(visitor, "u-1", verified=True)
    found = desk.get(f"contacts/{owner.id}/conversations").json()["payload"]
    assert [(one["id"], one["meta"]["sender"]["id"]) for one in found] == [(talk["id"], owner.id)]
    assert found[0]["meta"]["hmac_verified"] is True


@pytest.mark.parametrize("verified", [True, False])
def test_another_user_of_the_same_browser_is_another_contact(site: Site, verified: bool) -> None:
    rui = site.identify(site.visitor(), "rui", verified=verified, name="Rui")
    eva = site.identify(rui, "eva", verified=verified, name="Eva")
    assert eva.contact_inbox_id != rui.contact_inbox_id
    assert (site.contact(rui).name, site.contact(eva).name) == ("Rui", "Eva")
    assert site.identify(eva, "eva", verified=verified) == eva


def test_whoever_only_claimed_to_be_somebody_is_somebody_else_later(site: Site) -> None:
    site.known(name="Vítima", identifier="u-1")
    visitor = site.identify(site.visitor(), "u-1")
    later = site.identify(visitor, "u-2")
    assert later.contact_id != visitor.contact_id


def test_a_proved_visitor_corrects_himself_but_takes_nobodys_address(site: Site) -> None:
    site.known(name="Eva", email="eva@casa.example")
    visitor = site.identify(site.visitor(), "u-1", verified=True, name="Rui")
    site.change(visitor.contact_id, name="Ruy")
    row = site.claim(visitor, name="Rui", email="eva@casa.example")
    assert (row.name, row.email) == ("Rui", None)
