"""The account's API, one resource a file."""
