"""Where a request may go: one strict parser of addresses, and which of them lie on the open internet. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote

import idna

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST = 2048
_PORTS = {"http": 80, "https": 443}
_SHAPE = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:.]+\]|[^/?#@\[\]:\\]+)(?::(?P<port>\d{1,5}))?(?P<rest>[/?#].*)?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_KEPT = "/?#[]@!$&'()*+,;=:%-._~"

# Everything that is not the open internet, whatever the interpreter's version calls global.
_CLOSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Only 2000::/3 is given out; of it, these are tunnels into IPv4, tests and examples.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


class BadAddress(ValueError):
    """Not an address that may be called; the text says why, without telling what lies behind it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address. `host` is ASCII and lower case, without brackets; `path` carries the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The address in its one canonical spelling."""
        return f"{self.origin}{self.path}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def parse(url: str) -> Target:
    """Read an http(s) address. Raises `BadAddress` for whatever two parsers might read in two ways."""
    if len(url) > LONGEST:
        raise BadAddress(f"is too long (maximum is {LONGEST} characters)")
    found = None if _INVISIBLE.search(url) or "\\" in url else _SHAPE.fullmatch(url)
    if found is None:
        raise BadAddress("is not a valid http or https address")
    scheme = found["scheme"].lower()
    port = int(found["port"] or _PORTS[scheme])
    if not 0 < port < 65536:
        raise BadAddress("has a port that does not exist")
    rest = quote((found["rest"] or "/").partition("#")[0], safe=_KEPT)
    return Target(scheme, _host(found["host"]), port, rest if rest.startswith("/") else f"/{rest}")


def _host(text: str) -> str:
    if text.startswith("["):
        return str(_numeric(text[1:-1]))
    name = text.rstrip(".").lower() if text.isascii() else _ascii(text)
    if not _NAME.fullmatch(name):
        raise BadAddress("has a host name that cannot exist")
    # `127.1`, `0x7f000001`, `0177.0.0.1`: numbers to some parsers, names to others.
    return str(_numeric(name)) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name


def _numeric(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError:
        raise BadAddress("has a host name that cannot exist") from None


def _ascii(name: str) -> str:
    try:
        return idna.encode(name, uts46=True).decode().rstrip(".")
    except idna.IDNAError:
        raise BadAddress("has a host name that cannot exist") from None


def is_open(address: Address) -> bool:
    """Whether it is globally routable, also where it hides an IPv4 address inside."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _CLOSED_V4)
    if address.ipv4_mapped is not None:
        return is_open(address.ipv4_mapped)
    return address.scope_id is None and address in _OPEN_V6 and not any(address in block for block in _CLOSED_V6)


class Borders:
    """Which addresses this installation may call: the open internet, and what the operator allows beside it."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed: tuple[Network, ...] = tuple(ip_network(block, strict=False) for block in allowed)

    @classmethod
    def from_text(cls, text: str) -> "Borders":
        """From addresses and networks with commas between. Raises ValueError for what is neither."""
        return cls(filter(None, (part.strip() for part in text.split(","))))

    def let_pass(self, address: Address) -> bool:
        """Whether a connection to it may be opened."""
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            return self.let_pass(address.ipv4_mapped)
        return is_open(address) or any(address in block for block in self._allowed)

    def refuses(self, target: Target) -> bool:
        """Whether it is already plain, without asking any name server, that this target is closed."""
        try:
            address = ip_address(target.host)
        except ValueError:
            return target.host == "localhost" and not self._allows_loopback()
        return not self.let_pass(address)

    def _allows_loopback(self) -> bool:
        return self.let_pass(IPv4Address("127.0.0.1")) or self.let_pass(IPv6Address("::1"))
