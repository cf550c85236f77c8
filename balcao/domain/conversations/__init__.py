"""Conversations: what a contact and the team say to one another in one inbox.

States: open, pending, snoozed, resolved. A message from the contact reopens what was resolved or snoozed. The row of a
conversation carries its last messages, its counters and its clocks, so that a list never searches the messages.
Messages are ordered by id; ids of one conversation are given out under its row lock, so no order ever changes.
The same `echo_id` in a conversation, and the same `source_id` in an inbox and direction, is one message.
"""
