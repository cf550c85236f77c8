"""Sockets: the `/cable` protocol, resume by sequence number, and fan-out.

A socket carries subscriptions; each belongs to a user in one account, or to a contact's address in an inbox. What
happened is read from the event log after a wake-up, is drawn from the rows as they are now, and goes to those who may see
it now. The log is also the memory: a subscriber who was away, or who cannot keep up, is served from it.
"""
