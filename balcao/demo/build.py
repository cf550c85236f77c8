"""Let the demo's people do what teams do, with the clock set back over the last three weeks."""

import random
from functools import partial
from itertools import count
from typing import Any

from balcao.app import build_house
from balcao.demo import people
from balcao.demo.scripts import SCRIPTS, Script
from balcao.domain.accounts import actions as accounts
from balcao.domain.accounts import rules
from balcao.domain.accounts.actions.members import NewMember, join
from balcao.domain.accounts.actions.users import add_user
from balcao.domain.actors import Member, Visitor
from balcao.domain.contacts import actions as contacts
from balcao.domain.conversations import actions as talk
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.opening import Opening
from balcao.domain.conversations.rules import Kind, Priority, Status
from balcao.domain.inboxes import actions as inboxes
from balcao.domain.labels import actions as labels
from balcao.domain.teams import actions as teams
from balcao.kit.clock import DAY, MINUTE, SECOND, wall_clock
from balcao.kit.passwords import hash_now
from balcao.serving import prepare
from balcao.settings import Settings
from balcao.store.tx import Tx

CONVERSATIONS = 320
SPAN = 21 * DAY


class SlowClock:
    """A clock that stands where the story is."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        self.now += 1
        return self.now


def build(settings: Settings, *, size: float, password: str) -> dict[str, Any]:
    """Fill in the demo; how to sign in."""
    prepare(settings)
    clock = SlowClock(wall_clock() - SPAN)
    house = build_house(settings, clock=clock)
    story = _Story(house, clock, random.Random(7))  # noqa: S311 - the same story each time
    try:
        house.store.write_now(lambda tx: story.open(tx, password))
        story.talk(max(int(CONVERSATIONS * size), 1))
    finally:
        house.store.close()
    return {"account_id": story.account_id, "email": people.TEAM[0][1], "password": password, "url": house.urls.app("")}


class _Story:
    def __init__(self, house: Any, clock: SlowClock, dice: random.Random) -> None:
        self._house, self._clock, self._dice = house, clock, dice
        self._numbers = count(101)
        self.account_id = 0
        self._members: list[Member] = []
        self._inboxes: list[tuple[int, tuple[int, ...], str]] = []
        self._teams: dict[str, int] = {}

    def open(self, tx: Tx, password: str) -> None:
        secret = hash_now(rules.accept_password(password))
        for number, (name, email, role, availability) in enumerate(people.TEAM):
            user = accounts.NewUser(email=email, name=name, password_hash=secret, confirmed=True)
            self._members.append(self._join(tx, number, user, role, availability))
        self._furnish(tx)

    def _join(self, tx: Tx, number: int, user: accounts.NewUser, role: str, availability: str) -> Member:
        keyring = self._house.keyring
        if number == 0:
            opened = accounts.open_account(tx, keyring, accounts.NewAccount(name=people.ACCOUNT, owner=user))
            self.account_id, user_id = opened.account_id, opened.user_id
        else:
            user_id = add_user(tx, keyring, user)
            terms = NewMember(role=rules.Role(role), availability=rules.Availability(availability), auto_offline=False)
            join(tx, self.account_id, user_id, terms)
        return Member(self.account_id, user_id, user.name, role)

    def _furnish(self, tx: Tx) -> None:
        chief = self._members[0]
        for inbox in people.INBOXES:
            channel = self._house.channels.of(inbox["kind"])
            settings = {field.key: field.default for field in channel.about.fields if field.default is not None}
            draft = inboxes.InboxDraft(name=inbox["name"], settings=_nested({**settings, **inbox["settings"]}))
            row = inboxes.add_inbox(tx, chief, inbox["kind"], draft)
            serving = tuple(inbox["members"])
            inboxes.set_members(tx, chief, row.id, [self._members[n].user_id for n in serving])
            self._inboxes.append((row.id, serving, inbox["kind"]))
        for name, description, who in people.TEAMS:
            team_id = teams.add_team(tx, chief, teams.TeamDraft(name=name, description=description))
            teams.add_members(tx, chief, team_id, [self._members[n].user_id for n in who])
            self._teams[name] = team_id
        for title, color, description in people.LABELS:
            labels.add_label(tx, chief, labels.LabelDraft(title=title, color=color, description=description))

    def talk(self, how_many: int) -> None:
        # The story ends now: the last conversations are minutes old.
        now = wall_clock()
        for number in range(how_many):
            age = int(SPAN * ((how_many - number - 1) / how_many) ** 1.6) + 2 * MINUTE
            self._clock.now = now - age
            self._house.store.write_now(lambda tx: self._one(tx, self._dice.choice(SCRIPTS)))

    def _one(self, tx: Tx, script: Script) -> None:
        visitor, words, serving = self._somebody(tx)
        agent = self._members[self._dice.choice(serving)]
        conversation_id = 0
        pauses = [self._dice.randint(15 * SECOND, 6 * MINUTE) for _ in script.lines]
        tx.now -= sum(pauses)
        for (who, text), pause in zip(script.lines, pauses, strict=True):
            tx.now += pause
            said = text.format(**words)
            if who == "c":
                received = talk.receive(tx, visitor, talk.Draft(content=said), partial(self._opening, visitor))
                conversation_id = received.conversation.id
                continue
            row = hold_by_id(tx, self.account_id, conversation_id)
            draft = talk.Draft(content=said, kind=Kind.OUTGOING, private=who == "n")
            talk.reply(tx, agent, row, draft, delivers=False)
        self._finish(tx, agent, conversation_id, script)

    def _finish(self, tx: Tx, agent: Member, conversation_id: int, script: Script) -> None:
        row = hold_by_id(tx, self.account_id, conversation_id)
        answered = any(who == "a" for who, _ in script.lines)
        if answered:
            talk.assign(tx, agent, row, agent.user_id)
            talk.see(tx, agent, row)
        if script.team and self._dice.random() < 0.6:
            talk.assign_team(tx, agent, row, self._teams[script.team], self._house.presence)
        if script.labels:
            talk.set_labels(tx, agent, row, script.labels)
        if script.priority:
            talk.set_priority(tx, agent, row, Priority[script.priority.upper()])
        if script.resolved and self._dice.random() < 0.9:
            talk.change_status(tx, agent, row, Status.RESOLVED)
        elif answered and self._dice.random() < 0.12:
            talk.change_status(tx, agent, row, Status.SNOOZED, tx.now + 2 * DAY)

    def _somebody(self, tx: Tx) -> tuple[Visitor, dict[str, str], tuple[int, ...]]:
        dice = self._dice
        first, last, city = dice.choice(people.FIRST), dice.choice(people.LAST), dice.choice(people.CITIES)
        inbox_id, serving, _kind = dice.choices(self._inboxes, weights=(6, 3, 2))[0]
        draft = contacts.ContactDraft(
            name=f"{first} {last}", email=f"{_ascii(first)}.{_ascii(last)}{next(self._numbers)}@exemplo.com.br",
            phone_number=f"+55119{10_000_000 + next(self._numbers) * 7919 % 90_000_000}" if dice.random() < 0.5 else None,
            additional_attributes={"city": city, "country": "Brasil", "country_code": "BR"},
        )  # fmt: skip
        contact = contacts.add_contact(tx, self.account_id, draft)
        address = contacts.add_address(tx, self._house.keyring, contact, inbox_id)
        words = {"first": first, "city": city, "order": f"#{dice.randint(20481, 29999)}", "track": _track(dice)}
        return address.visitor, words, serving

    def _opening(self, visitor: Visitor) -> Opening:
        return Opening(contact_inbox_id=visitor.contact_inbox_id, additional_attributes=self._where_from())

    def _where_from(self) -> dict[str, Any]:
        browser, system = self._dice.choice(people.BROWSERS)
        page = self._dice.choice(people.PAGES)
        return {
            "browser": {"browser_name": browser, "platform_name": system},
            "referer": f"https://loja.cafedaserra.example/{page}",
            "browser_language": "pt",
        }


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in values.items():
        *path, last = key.split(".")
        inner = out
        for name in path:
            inner = inner.setdefault(name, {})
        inner[last] = value
    return out


def _track(dice: random.Random) -> str:
    return f"BR{dice.randint(100000000, 999999999)}SP"


def _ascii(name: str) -> str:
    import unicodedata  # noqa: PLC0415

    return unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
