"""The verbs: keep what was brought, note what became of it, and how a connection fares in each direction."""

from balcao.domain.arrivals.actions.alarms import Alarm, due_alarms, note_overdue
from balcao.domain.arrivals.actions.connecting import (
    advance,
    lease,
    let_go,
    note_look,
    note_trouble,
    send_anew,
    start_over,
)
from balcao.domain.arrivals.actions.keeping import (
    READ,
    fail,
    forget_ignored,
    forget_original,
    have_read,
    hold,
    keep,
    read_again,
    settle,
)
from balcao.domain.arrivals.actions.sending import Turn, Unsent, note_sent, note_unsent, take_turn, yield_turn

__all__ = [
    "READ", "Alarm", "Turn", "Unsent", "advance", "due_alarms", "fail", "forget_ignored", "forget_original", "have_read", "hold",
    "keep", "lease", "let_go", "note_look", "note_overdue", "note_sent", "note_trouble", "note_unsent", "read_again",
    "send_anew", "settle", "start_over", "take_turn", "yield_turn",
]  # fmt: skip
