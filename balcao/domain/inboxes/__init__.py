"""Inboxes: connected instances of a channel, and the members who serve them.

An inbox belongs to one account and one channel kind for life. Agents see the conversations of the inboxes they are
members of; administrators see all. `public_key` is the name by which strangers address the inbox (website token,
inbox identifier); it is unguessable but not secret.
"""
