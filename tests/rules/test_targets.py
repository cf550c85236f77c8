"""Where a request may go (SSR-03, SSR-04, SSR-05, SSR-09)."""

from ipaddress import ip_address

import pytest

from balcao.kit.targets import BadAddress, Borders, is_open, parse


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "192.88.99.1",
    ],
)  # fmt: skip
def test_what_is_not_the_open_internet_is_closed_ssr_04(address: str) -> None:
    assert not is_open(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "::ffff:169.254.169.254", "::169.254.169.254",
        "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "2001:0:1::", "2001:db8::1", "ff02::1", "3fff::1", "5f00::1",
        "2606:4700::1%1",
    ],
)  # fmt: skip
def test_closed_addresses_of_version_six_ssr_05(address: str) -> None:
    assert not is_open(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "200.147.3.157", "2606:4700:4700::1111", "2804:14c::1", "::ffff:1.1.1.1"]
)
def test_the_open_internet_is_open(address: str) -> None:
    assert is_open(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://acme.com", "ftp://acme.com", "dict://acme.com:11211/", "data:text/html,x",
        "unix:/run/docker.sock", "http+unix://x/y", "//acme.com/x", "acme.com", "", "http://", "http:///x",
        "http://user:pass@acme.com/", "http://acme.com@10.0.0.1/", "http://evil\\@internal/", "http://a\tb.com/",
        "http://acme.com/\r\nHost: internal", "http://acme.com /", "http://acme.com:0/", "http://acme.com:99999/",
        "http://acme.com:80:80/", "http://[::1/", "http://[fe80::1%25eth0]/", "http://a..b/", "http://-a.com/",
        "http://a\u2028b.com/", "http://acme.com\u00a0/", "http://" + "a" * 64 + ".com/", "http://x/" + "a" * 2048,
        "http://127.1/", "http://0/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://1.2.3.4.5/",
        "http://acme.0x1/", "http://①.2.3/",
    ],
)  # fmt: skip
def test_two_parsers_could_not_agree_on_these_ssr_09(url: str) -> None:
    with pytest.raises(BadAddress):
        parse(url)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://acme.com", "https://acme.com/"),
        ("HTTP://ACME.com:80/a?b=c#d", "http://acme.com/a?b=c"),
        ("https://acme.com.:8443/x", "https://acme.com:8443/x"),
        ("https://padaria-são-joão.com.br/pão?q=é", "https://xn--padaria-so-joo-yhbe.com.br/p%C3%A3o?q=%C3%A9"),
        ("http://evil#@internal", "http://evil/"),
        ("http://acme.com?x=1", "http://acme.com/?x=1"),
        ("http://[2606:4700::0001]/", "http://[2606:4700::1]/"),
        ("http://acme.com/a%20b", "http://acme.com/a%20b"),
    ],
)
def test_one_spelling_is_checked_and_called_ssr_09(url: str, canonical: str) -> None:
    assert parse(url).url == canonical
    assert parse(canonical).url == canonical


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://localhost/", "http://１２７.0.0.1/"]
)
def test_plainly_closed_targets_are_refused_before_any_look_up_ssr_03(url: str) -> None:
    assert Borders().refuses(parse(url))


def test_the_operator_opens_networks_by_name_ssr_13() -> None:
    borders = Borders.from_text("127.0.0.1, 10.8.0.0/16,fd00::/8")
    assert not borders.refuses(parse("http://localhost:3000/"))
    assert not borders.refuses(parse("http://10.8.4.4/"))
    assert not borders.refuses(parse("http://[fd00::5]/"))
    assert borders.refuses(parse("http://10.9.0.1/"))
    assert not borders.refuses(parse("http://[::ffff:127.0.0.1]/"))


def test_a_wrong_network_is_said() -> None:
    with pytest.raises(ValueError, match="10"):
        Borders.from_text("10.0.0/99")
