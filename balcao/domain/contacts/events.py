"""What happens to contacts."""

from typing import ClassVar

from balcao.outbox.event import Event


class ContactFact(Event, frozen=True, kw_only=True):
    """Base: which contact."""

    contact_id: int


class ContactCreated(ContactFact, frozen=True, kw_only=True):
    """Somebody became known, if only as a visitor."""

    name: ClassVar[str] = "contact.created"


class ContactUpdated(ContactFact, frozen=True, kw_only=True):
    """`changed` names the fields."""

    name: ClassVar[str] = "contact.updated"
    changed: tuple[str, ...] = ()


class ContactDeleted(ContactFact, frozen=True, kw_only=True):
    """It is gone, with its conversations."""

    name: ClassVar[str] = "contact.deleted"


class ContactMerged(ContactFact, frozen=True, kw_only=True):
    """`mergee_id` has become part of this contact and is gone."""

    name: ClassVar[str] = "contact.merged"
    mergee_id: int
