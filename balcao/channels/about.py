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
    READONLY_COPY = "readonly_copy"


class Choice(msgspec.Struct, frozen=True):
    """One of the values that a field may have."""

    value: str
    label: Words


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One setting, named as the contract's parameter (`a.b` lies inside `a`).

    `default` is what a new inbox has when nothing is sent; a READONLY_COPY field shows what the inbox itself says
    under that name. `show_if` names another field and the value it must have.
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
    show_if: dict[str, Any] | None = None
    editable_after: bool = True


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the form. A new inbox is asked for the steps `on_create`; the others wait in its settings."""

    key: str
    title: Words
    fields: tuple[Field, ...]
    on_create: bool = False


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The declaration of a channel. `delivers` is false where the customer reads from us.

    `accepts_incoming`: a program may write messages in the contact's name over the account's API.
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
    derived: dict[str, str] = {}
    constants: dict[str, Any] = {}

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of every step."""
        return tuple(field for step in self.steps for field in step.fields)
