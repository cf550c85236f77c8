"""Read what happened after a number, and draw it for those who are here and may see it now.

One unit reads the events, the rows as they are, and who may see them: what was allowed when it happened does not count.
"""

from collections.abc import Iterator

import msgspec
import structlog
from sqlalchemy.exc import DBAPIError

from balcao.domain.accounts.events import CacheInvalidated
from balcao.domain.contacts.events import ContactFact
from balcao.domain.conversations.events import ConversationFact, MessageFact
from balcao.domain.conversations.queries import ConversationRow
from balcao.house import House
from balcao.live import frames
from balcao.live.audience import Audience
from balcao.live.catalogue import KINDS, TO_CONTACT
from balcao.live.hub import Ears, Standing
from balcao.live.scene import Scene, load
from balcao.outbox import log as events
from balcao.outbox.event import Event, Logged
from balcao.store.tx import Tx

MOST = 200

log = structlog.get_logger()


class Told(msgspec.Struct, frozen=True):
    """One frame's body, and who hears it."""

    seq: int
    body: bytes
    ears: Ears


class Reel(msgspec.Struct, frozen=True):
    """What happened up to `upto`. When it `is_full`, there may be more."""

    upto: int
    told: list[Told]
    is_full: bool


def read(tx: Tx, house: House, account_id: int, after: int, only: Standing | None = None) -> Reel:
    """Up to `MOST` events after `after`, for everybody or for one."""
    logged = events.after(tx, account_id, after, MOST)
    if not logged:
        return Reel(after, [], is_full=False)
    facts = {one.seq: fact for one in logged if (fact := _fact(one)) is not None}
    audience = Audience(tx, account_id)
    if only is not None:
        facts = {seq: fact for seq, fact in facts.items() if audience.may_concern(fact, only)}
    scene = load(tx, house, account_id, list(facts.values()))
    told = [shown for seq, fact in facts.items() for shown in _try(seq, fact, scene, audience)]
    return Reel(logged[-1].seq, told, is_full=len(logged) == MOST)


def _fact(one: Logged) -> Event | None:
    try:
        return one.read(KINDS)
    except msgspec.MsgspecError:
        log.exception("an event cannot be read", name=one.name, seq=one.seq)
        return None


def _try(seq: int, fact: Event, scene: Scene, audience: Audience) -> list[Told]:
    """One event that cannot be drawn must not hold up those behind it."""
    try:
        shown = list(_show(fact, scene, audience))
    except DBAPIError:
        raise
    except Exception:
        log.exception("an event cannot be shown", name=fact.name, seq=seq)
        return []
    return [Told(seq, frames.told(fact.name, data, seq), ears) for data, ears in shown if data is not None]


def _show(fact: Event, scene: Scene, audience: Audience) -> Iterator[tuple[bytes | None, Ears]]:
    if isinstance(fact, ConversationFact):
        yield from _show_conversation(fact, scene, audience)
    elif isinstance(fact, ContactFact):
        yield scene.contact_json(fact), Ears(users=audience.everyone())
    elif isinstance(fact, CacheInvalidated):
        data = msgspec.json.encode({"account_id": fact.account_id, "cache_keys": fact.cache_keys})
        yield data, Ears(users=audience.everyone())


def _show_conversation(fact: ConversationFact, scene: Scene, audience: Audience) -> Iterator[tuple[bytes | None, Ears]]:
    row = scene.conversation(fact)
    if row is None:
        return
    if staff := audience.staff(row.inbox_id):
        data = scene.message_json(fact, row) if isinstance(fact, MessageFact) else scene.conversation_json(fact, row)
        yield data, Ears(users=staff)
    if fact.name in TO_CONTACT and (contact := audience.contact(row)):
        yield _for_contact(fact, scene, row), Ears(visitors=contact)


def _for_contact(fact: ConversationFact, scene: Scene, row: ConversationRow) -> bytes | None:
    if isinstance(fact, MessageFact):
        return scene.visitor_message_json(fact, row)
    return scene.visitor_conversation_json(row)
