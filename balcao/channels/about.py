"""What a channel says of itself. The picker and every form are drawn from it, and every setting is checked by it."""

import enum
from typing import Any

import msgspec

from balcao.envelope import Capabilities


class Words(msgspec.Struct, frozen=True):
    """A text in each of the product's languages."""

    pt: str = msgspec.field(name="pt-BR")
    en: str
    es: str


class Kind(enum.StrEnum):
    """How a field is shown and checked."""

    TEXT = "text"
    EMAIL = "email"
    TEXTAREA = "textarea"
    URL = "url"
    SECRET = "secret"  # noqa: S105 - a kind of field
    COLOR = "color"
    BOOL = "bool"
    SELECT = "select"
    DOMAINS = "domains"
    INT = "int"
    PRECHAT = "prechat"
    CHOICES = "choices"
    INBOX = "inbox"
    """One of the account's inboxes whose channel `carries_on`."""
    READONLY_COPY = "readonly_copy"


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the values that a field may have. It is offered where the operator has set all that it `needs`."""

    value: str
    label: Words
    needs: tuple[str, ...] = ()


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One setting, named as the contract's parameter (`a.b` lies inside `a`).

    `default` is what a new inbox has when nothing is sent; a READONLY_COPY field shows what the inbox itself says
    under that name. `show_if` names other fields and the value that each must have, or a list of those it may have;
    of several such cases one is enough. Left empty in the form of a new inbox, a field is filled with what was typed into the one that `same_as` names.
    """

    key: str
    label: Words
    help: Words | None = None
    kind: Kind = Kind.TEXT
    required: bool = False
    default: Any = None
    choices: tuple[Choice, ...] | None = None
    pattern: str | None = None
    max_length: int | None = None
    show_if: dict[str, Any] | tuple[dict[str, Any], ...] | None = None
    editable_after: bool = True
    same_as: str | None = None

    @property
    def cases(self) -> tuple[dict[str, Any], ...]:
        """What must hold of other fields for this one to be asked: one of these, each whole."""
        return (self.show_if,) if isinstance(self.show_if, dict) else self.show_if or ({},)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the form. A new inbox is asked for the steps `on_create`; the others wait in its settings."""

    key: str
    title: Words
    fields: tuple[Field, ...]
    on_create: bool = False


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The declaration of a channel. `delivers` is false where the customer reads from us.

    `accepts_incoming`: a program may write messages in the contact's name over the account's API. `sign_in` is the field
    whose choices name providers where the owner signs in, and `sign_in_takes` are those that he fills in before; after a field of `suggests` the form asks what the rest
    probably is. `kept` names what the channel itself keeps beside the settings: secret, never shown, taken from no form.
    `sent_to` says to where a secret goes: when that changes, the secret is asked for again. `also` are settings that the
    interface takes and no form shows; only administrators are shown what is `guarded`. `phrases` are the sentences in which
    the channel says what went wrong, kept in English: `$x` stands for what is said only in the single case.
    """

    kind: str
    channel_type: str
    icon: str
    title: Words
    summary: Words
    steps: tuple[Step, ...]
    capabilities: Capabilities
    delivers: bool
    accepts_incoming: bool = False
    sign_in: str | None = None
    sign_in_takes: tuple[str, ...] = ()
    suggests: tuple[str, ...] = ()
    also: tuple[Field, ...] = ()
    guarded: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    sent_to: dict[str, tuple[str, ...]] = {}
    derived: dict[str, str] = {}
    constants: dict[str, Any] = {}
    phrases: tuple[Words, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of every step, and those that no form shows."""
        return (*(field for step in self.steps for field in step.fields), *self.also)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The settings that are sealed where they are stored, and that nobody is shown."""
        return (*(field.key for field in self.fields if field.kind is Kind.SECRET), *self.kept)
