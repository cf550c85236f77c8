"""Addresses that are handed out: always from the configured base, never from a request."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Urls:
    """`base` is the installation's public address, without a slash at its end."""

    base: str

    def file(self, blob: str | None, name: str = "") -> str:
        """A stored file; empty for none. Whoever has the address may read it: the key cannot be guessed."""
        return f"{self.base}/files/{blob}{'/' + quote(name, safe='') if name else ''}" if blob else ""

    def thumb(self, blob: str | None) -> str:
        """A small rendition of a stored image; empty for none."""
        return f"{self.base}/files/{blob}/thumb" if blob else ""

    def app(self, path: str) -> str:
        """A screen of the desk."""
        return f"{self.base}/app/{path}"
