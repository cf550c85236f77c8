"""Handing a mail to a server: the way there, the hand-over, and what the server's answers mean."""
