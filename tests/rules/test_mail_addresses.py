"""One spelling for each mailbox that somebody typed."""

import pytest

from balcao.kit.addresses import ascii_domain, tidy_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Suporte@Padaria.Example ", "suporte@padaria.example"),
        ("oi@pão.example", "oi@xn--po-sia.example"),
        ("a+b.c@x-y.example", "a+b.c@x-y.example"),
        ("x" * 64 + "@a.example", "x" * 64 + "@a.example"),
    ],
)
def test_kept(typed: str, kept: str) -> None:
    assert tidy_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "ana", "@b.example", "a@", "a@b", "a@localhost", "a b@c.example", "a@b@c.example",
        "a@b.example\r\nBcc: c@d.example", "Ana <a@b.example>", "a..b@c.example", ".a@c.example", "a.@c.example",
        "ána@b.example", "a@-b.example", "a@b..example", "a@[127.0.0.1]", "a@b_c.example", "x" * 65 + "@a.example",
        "a@" + "b" * 64 + ".example", "a,b@c.example", 'a"b@c.example',
    ],
)  # fmt: skip
def test_refused(typed: str) -> None:
    """EML-12: nothing that could become a second header, or a second recipient."""
    assert tidy_address(typed) is None


def test_a_final_dot_of_a_domain() -> None:
    assert ascii_domain("Example.COM.") == "example.com"
