"""Which sites may show the chat (WID-09)."""

import pytest

from balcao.kit.hosts import BadHost, allows, patterns


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        ("good.com", ["good.com"]),
        ("Good.com, *.Shop.com\nhttps://a.b/\r\nlocalhost:3000", ["good.com", "*.shop.com", "a.b", "localhost:3000"]),
        ("good.com,good.com", ["good.com"]),
        ("padaria-são.com.br", ["xn--padaria-so-n5a.com.br"]),
    ],
)
def test_a_list_is_tidied(text: str, entries: list[str]) -> None:
    assert patterns(text) == entries


@pytest.mark.parametrize(
    "text",
    [
        "good.com; script-src *", "good.com'", "*", "*.*", "a.*.com", "*good.com", "good.com/path", "user@good.com",
        "'unsafe-inline'", "data:", "javascript:alert(1)", "good..com", "-a.com", "a" * 254, "good.com:port", "http://",
    ],
)  # fmt: skip
def test_what_could_break_out_of_the_header_is_no_host_wid_09(text: str) -> None:
    with pytest.raises(BadHost):
        patterns(text)


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("https://good.com", True),
        ("https://good.com:8443", True),
        ("HTTPS://GOOD.COM", True),
        ("http://a.shop.com", True),
        ("http://a.b.shop.com", True),
        ("http://localhost:3000", True),
        ("http://localhost:3001", False),
        ("https://shop.com", False),
        ("https://good.com.evil", False),
        ("https://evilgood.com", False),
        ("https://evilshop.com", False),
        ("https://.shop.com", False),
        ("https://sub.good.com", False),
        ("null", False),
        ("file://", False),
        ("", False),
        ("https://good.com@evil.com", False),
        ("https://good.com:x", False),
        ("https://[", False),
    ],
)
def test_only_listed_sites_are_welcome_wid_09(origin: str, welcome: bool) -> None:
    assert allows(patterns("good.com, *.shop.com, localhost:3000"), origin) is welcome
