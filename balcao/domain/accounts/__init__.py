"""Accounts, the people who work in them (users), and how they prove who they are.

A user may belong to several accounts, with a role and an availability in each. An account keeps at least one
administrator. A user signs in with a password (a *session*: one row a device) or with an access token, which is
derived from the installation's secret; only digests are stored. Invitations, resets and confirmations are single-use
*slips* with an end date.
"""
