"""What a conversation and a message may become."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from balcao.domain.conversations.rules import (
    Delivery,
    Status,
    after_incoming,
    can_reply,
    may_follow,
    opens_anew,
    toggled,
)
from balcao.kit.clock import HOUR
from balcao.kit.text import dumps


def test_a_toggle_resolves_what_is_open_and_opens_everything_else():
    assert [toggled(status) for status in Status] == [Status.RESOLVED, Status.OPEN, Status.OPEN, Status.OPEN]


def test_a_message_from_the_contact_reopens_what_was_resolved_or_snoozed():
    assert after_incoming(Status.RESOLVED, blocked=False) is Status.OPEN
    assert after_incoming(Status.SNOOZED, blocked=False) is Status.OPEN
    assert after_incoming(Status.PENDING, blocked=False) is Status.PENDING
    assert after_incoming(Status.OPEN, blocked=False) is Status.OPEN


def test_a_blocked_contact_reopens_nothing():
    assert all(after_incoming(status, blocked=True) is status for status in Status)


def test_only_a_resolved_conversation_that_may_not_be_reopened_makes_room_for_a_new_one():
    anew = [s for s in Status if opens_anew(s, locked=False, reopens=False)]
    assert anew == [Status.RESOLVED]
    assert not opens_anew(Status.RESOLVED, locked=True, reopens=False)
    assert not opens_anew(Status.RESOLVED, locked=False, reopens=True)


def test_r6_delivery_never_goes_backwards_in_any_order_of_receipts():
    """R-6: whatever order receipts arrive in, the state ends as the furthest one, and only ever rises."""
    receipts = (Delivery.SENT, Delivery.DELIVERED, Delivery.READ)
    for order in itertools.permutations(receipts):
        state = Delivery.QUEUED
        for receipt in order:
            after = receipt if may_follow(state, receipt) else state
            assert after >= state
            state = after
        assert state is Delivery.READ


def test_r6_a_failure_is_final_and_cannot_undo_a_delivery():
    assert not any(may_follow(Delivery.FAILED, state) for state in Delivery)
    assert not may_follow(Delivery.DELIVERED, Delivery.FAILED)
    assert may_follow(Delivery.SENT, Delivery.FAILED)


@given(hours=st.integers(1, 100), waited=st.integers(0, 200))
def test_the_reply_window_closes_after_its_hours(hours: int, waited: int):
    settings = dumps({"additional_attributes": {"agent_reply_time_window": hours}})
    now = 1_000_000 * HOUR
    assert can_reply(now - waited * HOUR, settings, now) is (waited < hours)


def test_without_a_window_one_may_always_reply():
    assert can_reply(None, dumps({}), 0)
    assert can_reply(None, dumps({"additional_attributes": {"agent_reply_time_window": ""}}), 0)
