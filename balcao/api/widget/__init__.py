"""The visitor's door: the chat's page, and the interface behind it."""
