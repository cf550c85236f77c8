"""Trying a mailbox out before it is kept: the way there, the sign-in, the folders, and whether mail may be handed in."""
