"""The verbs: what the team does to contacts, and how a visitor becomes one and says who he is."""

from balcao.domain.contacts.actions.addresses import add_address, find_or_create, fresh_source, set_verified
from balcao.domain.contacts.actions.claims import Claims, claim
from balcao.domain.contacts.actions.contacts import (
    ContactDraft,
    add_contact,
    change_contact,
    drop_custom_attributes,
    note_activity,
    remove_contact,
)
from balcao.domain.contacts.actions.identity import Identity, Move, identify
from balcao.domain.contacts.actions.pictures import FETCH, set_avatar, want_picture
from balcao.domain.contacts.actions.recognising import recognise

__all__ = [
    "FETCH",
    "Claims",
    "ContactDraft",
    "Identity",
    "Move",
    "add_address",
    "add_contact",
    "change_contact",
    "claim",
    "drop_custom_attributes",
    "find_or_create",
    "fresh_source",
    "identify",
    "note_activity",
    "recognise",
    "remove_contact",
    "set_avatar",
    "set_verified",
    "want_picture",
]
