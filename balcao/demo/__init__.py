"""A believable account in Portuguese: a coffee roaster's support team, its inboxes and several hundred conversations.

Everything goes through the same actions as real work, with the clock set back, so screens, documents and loads see
what a team would have.
"""

from balcao.demo.build import build

__all__ = ["build"]
