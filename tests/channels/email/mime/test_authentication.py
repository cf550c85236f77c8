"""EML-05: whose word about a sender counts, by the way in which a mail has come."""

import pytest

from balcao.channels.email.inbound import Letterbox
from balcao.envelope import Arrival, Inbound
from tests.channels.email.mime.built import built, line

OURS = "inbound.loja.example; dmarc={} (p=reject) header.from=cliente.example; spf=fail smtp.mailfrom=x.example"


def doubt_of(raw: bytes, finding: object, **settings: str) -> str | None:
    """Why an agent is told to be careful with a mail that our own server took from a stranger."""
    arrival = Arrival(key="k", raw=raw, way="smtp", facts={"authentication_results": finding})
    (inbound,) = Letterbox().read(arrival, line(settings))
    assert isinstance(inbound, Inbound)
    assert inbound.details["email"].get("doubt") == inbound.doubt
    return inbound.doubt


@pytest.mark.parametrize(
    ("result", "doubt"), [("fail", "unauthenticated"), ("pass", None), ("none", None), ("temperror", None), ("", None)]
)
def test_what_our_own_server_has_found_out_is_believed(result: str, doubt: str | None) -> None:
    assert doubt_of(built(), OURS.format(result)) == doubt


@pytest.mark.parametrize("fact", [None, "", "inbound.loja.example; none"])
def test_a_mail_from_before_there_was_a_finding_is_not_doubted(fact: object) -> None:
    assert doubt_of(built(), fact) is None


@pytest.mark.parametrize("said", ["pass", "fail"])
def test_what_the_mail_says_of_itself_changes_nothing(said: str) -> None:
    """Whoever hands a mail to our own server has written all of its headers."""
    raw = built(
        Received="from a by inbound.loja.example; Tue, 24 Nov 2026 04:00:00 -0800",
        Authentication_Results=f"inbound.loja.example; dmarc={said}",
    )
    assert doubt_of(raw, OURS.format("none"), imap_address="inbound.loja.example") is None
    assert doubt_of(raw, OURS.format("fail"), imap_address="inbound.loja.example") == "unauthenticated"


def test_our_finding_proves_a_group_that_writes_for_its_members() -> None:
    raw = built(
        From="'Bia' via Suporte <suporte@loja.example>",
        X_Original_From="Bia <bia@x.example>",
        List_ID="<suporte.loja.example>",
    )
    assert doubt_of(raw, OURS.format("pass")) is None
    assert doubt_of(raw, OURS.format("none")) == "unauthenticated"
