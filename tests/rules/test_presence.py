"""Who is here, while sockets and units look at it from different threads."""

from balcao.domain.accounts.presence import Presence
from balcao.domain.accounts.rules import PRESENCE_LIFE
from tests.support.clock import HandClock


class Busy(HandClock):
    """Somebody new arrives whenever anybody looks at the clock."""

    presence: Presence
    guests = 0

    def __call__(self) -> int:
        self.guests += 1
        if self.guests < 50:
            self.presence.see_contact(1, self.guests)
        return super().__call__()


def test_somebody_may_arrive_while_others_are_counted() -> None:
    clock = Busy()
    clock.presence = Presence(clock)
    clock.presence.see_contact(1, 0)
    assert 0 in clock.presence.contacts_here(1)
    clock.guests = 0
    clock.presence.forget_stale()
    assert 0 in clock.presence.contacts_here(1)


def test_nothing_is_left_of_an_account_that_everybody_has_left() -> None:
    clock = HandClock()
    presence = Presence(clock)
    presence.see_user(1, 2)
    presence.see_contact(1, 3)
    clock.advance(PRESENCE_LIFE + 1)
    presence.forget_stale()
    assert not presence._users
    assert not presence._contacts
