"""What channels say of themselves: the picker and every form are drawn from it."""

from string import Template

import msgspec
from msgspec.structs import replace

from balcao.channels.about import About, Field, Kind, Step, Words
from balcao.channels.contract import Channel, Site
from balcao.channels.phrases import COMMON
from balcao.envelope import Capabilities


class SignIn(msgspec.Struct):
    """Providers at which the owner signs in, instead of typing a password here; `field` says which one is chosen.

    `takes` are the fields that he fills in before.
    """

    field: str
    providers: list[str]
    takes: tuple[str, ...]


class ChannelAbout(msgspec.Struct):
    """A channel that an inbox can be made of.

    `suggests` names the fields after which the server may know the rest; a `watched` inbox has a page on its health.
    `phrases` are sentences that say what went wrong: what is kept is the English one, with its own words for each `$x`.
    """

    kind: str
    channel_type: str
    icon: str
    title: Words
    summary: Words
    steps: tuple[Step, ...]
    capabilities: Capabilities
    sign_in: SignIn | None
    suggests: tuple[str, ...]
    watched: bool
    phrases: tuple[Words, ...]


class Channels(msgspec.Struct):
    """The channels in use."""

    payload: list[ChannelAbout]


def channel_about(channel: Channel, site: Site) -> ChannelAbout:
    """What a declaration shows on this installation: nothing that its operator has not set up."""
    about = channel.about
    steps = (replace(step, fields=_offered(about, step, site)) for step in about.steps)
    return ChannelAbout(
        about.kind, about.channel_type, about.icon, about.title, about.summary,
        tuple(step for step in steps if step.fields), about.capabilities, _sign_in(channel, site), about.suggests,
        channel.watching is not None, (*about.phrases, *COMMON) if about.delivers else (),
    )  # fmt: skip


def _offered(about: About, step: Step, site: Site) -> tuple[Field, ...]:
    return tuple(_with_choices(field, site) for field in step.fields if _says_something(about, field, site))


def _with_choices(field: Field, site: Site) -> Field:
    if field.choices is None:
        return field
    there = (choice for choice in field.choices if all(has(site, need) for need in choice.needs))
    return replace(field, choices=tuple(replace(choice, needs=()) for choice in there))


def _says_something(about: About, field: Field, site: Site) -> bool:
    """A value that is made of the installation's mail domain is nothing where it has none."""
    if field.kind is not Kind.READONLY_COPY:
        return True
    made_of = Template(about.derived.get(field.key, "")).get_identifiers()
    return site.mail_domain is not None or "mail_domain" not in made_of


def has(site: Site, need: str) -> bool:
    """Whether the operator has set this."""
    return bool(site.mail_domain if need == "mail_domain" else site.keys.get(need))


def _sign_in(channel: Channel, site: Site) -> SignIn | None:
    if channel.sign_in is None or channel.about.sign_in is None:
        return None
    about = channel.about
    return SignIn(channel.about.sign_in, list(channel.sign_in.providers(site)), about.sign_in_takes)
