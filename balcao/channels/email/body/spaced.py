"""Long lists of names, written as they read. Pure."""


def spaced(names: str) -> frozenset[str]:
    """The names in a text."""
    return frozenset(names.split())
