"""Mailboxes of each test's own."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.channels.email.imap.mailbox import Box
from tests.support.dovecot import Dovecot

_users = itertools.count(1)


@pytest.fixture
def box(dovecot: Dovecot) -> Callable[..., Box]:
    """Make a mailbox: `box(settings={…}, pace=…)`."""

    def make(**how: Any) -> Box:
        return Box(dovecot, f"pessoa{next(_users)}@example.test", **how)

    return make
