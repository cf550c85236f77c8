"""Who is here now. Kept in memory: it is worth twenty seconds, and a restart may forget it.

Sockets write here while units read in threads of their own, so whoever goes through it goes through a copy.
"""

from balcao.domain.accounts.rules import PRESENCE_LIFE, Availability
from balcao.kit.clock import Clock


class Presence:
    """The last sign of life of users and contacts, by account."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._users: dict[int, dict[int, int]] = {}
        self._contacts: dict[int, dict[int, int]] = {}

    def see_user(self, account_id: int, user_id: int) -> None:
        """A user's socket or request was alive."""
        self._users.setdefault(account_id, {})[user_id] = self._clock()

    def see_contact(self, account_id: int, contact_id: int) -> None:
        """A contact's socket was alive."""
        self._contacts.setdefault(account_id, {})[contact_id] = self._clock()

    def user_is_here(self, account_id: int, user_id: int) -> bool:
        """Whether the user gave a sign of life lately."""
        return self._fresh(self._users.get(account_id, {}).get(user_id))

    def contact_is_here(self, account_id: int, contact_id: int) -> bool:
        """Whether the contact gave a sign of life lately."""
        return self._fresh(self._contacts.get(account_id, {}).get(contact_id))

    def status(self, account_id: int, user_id: int, availability: str, *, auto_offline: bool) -> str:
        """What others see: the configured availability, but offline when nobody is there and that matters."""
        if auto_offline and not self.user_is_here(account_id, user_id):
            return Availability.OFFLINE
        return availability

    def contacts_here(self, account_id: int) -> list[int]:
        """The contacts who are online."""
        return [who for who, seen in list(self._contacts.get(account_id, {}).items()) if self._fresh(seen)]

    def forget_stale(self) -> None:
        """Drop everybody who has left."""
        for accounts in (self._users, self._contacts):
            for account_id, seen in list(accounts.items()):
                for who, moment in list(seen.items()):
                    if not self._fresh(moment):
                        seen.pop(who, None)
                if not seen:
                    accounts.pop(account_id, None)

    def _fresh(self, moment: int | None) -> bool:
        return moment is not None and self._clock() - moment < PRESENCE_LIFE
