"""The client API: a program of the account's own speaks for its users, without the widget."""
