"""Text arrives readable, whatever the mail claims about its bytes (EML-14)."""

import base64

import pytest

from balcao.channels.email.mime.charsets import codec, decode
from tests.channels.email.mime.built import built, read

POLITE = "Olá, não recebi o pedido. É urgente!"
JAPANESE = "注文が届きません。よろしくお願いします。"
CHINESE = "我还没有收到订单，请尽快联系我。谢谢！"


def body(data: bytes, kind: str = "text/plain; charset={}", charset: str = "utf-8") -> str:
    return read(built(data, Content_Type=kind.format(charset))).text


@pytest.mark.parametrize(
    ("text", "written", "claimed"),
    [
        (POLITE, "utf-8", "utf-8"),
        (POLITE, "utf-8", "UTF8"),
        (POLITE, "utf-8", "us-ascii"),
        (POLITE, "utf-8", "iso-8859-1"),
        (POLITE, "cp1252", "utf-8"),
        (POLITE, "cp1252", "us-ascii"),
        (POLITE + " “€”", "cp1252", "iso-8859-1"),
        (POLITE, "cp1252", "x-nobody-knows"),
        (POLITE, "utf-8", "x-unknown"),
        (POLITE, "utf-7", "utf-7"),
        (POLITE, "utf-7", "unicode-1-1-utf-7"),
        (POLITE, "utf-16", "utf-16"),
        (POLITE, "utf-16-le", "utf-16"),
        (POLITE, "utf-16-be", "utf-16"),
        (POLITE, "utf-16-le", "utf-8"),
        (POLITE, "utf-8-sig", "us-ascii"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (JAPANESE, "iso2022_jp", "us-ascii"),
        (JAPANESE, "cp932", "shift_jis"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "utf-8", "shift_jis"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE + "㐀", "gb18030", "gbk"),
        (CHINESE, "gb18030", "utf-8"),
        ("한글 메일입니다", "cp949", "ks_c_5601-1987"),
        ("Привет, как дела?", "koi8-r", "koi8-r"),
        ("Привет, как дела?", "cp1251", "windows-1251"),
        ("Привет, как дела?", "utf-8", "koi8-r"),
        ("Zażółć gęślą jaźń", "iso8859-2", "iso-8859-2"),
        ("ไทย", "cp874", "tis-620"),
    ],
)
def test_text_is_read(text: str, written: str, claimed: str) -> None:
    assert body(text.encode(written), charset=claimed) == text


@pytest.mark.parametrize("claimed", ["iso-2022-jp", "us-ascii"])
def test_signs_that_only_windows_has_are_read(claimed: str) -> None:
    data = b"\x1b$B" + bytes.fromhex("2d21 2d6a 436d 4a38 7921") + b"\x1b(B\r\nOK"
    assert body(data, charset=claimed) == "①㈱注文纊\nOK"


@pytest.mark.parametrize("claimed", ["unicode_escape", "punycode", "idna", "rot13", "base64", "zlib", "undefined"])
def test_what_is_no_charset_is_not_used_as_one(claimed: str) -> None:
    assert codec(claimed) is None
    assert body(rb"a\x41-b", charset=claimed) == r"a\x41-b"


def test_html_may_name_its_charset_itself() -> None:
    page = '<html><meta charset="windows-1251"><p>Привет</p>'.encode("cp1251")
    assert "Привет" in read(built(page, Content_Type="text/html")).html


def test_a_broken_character_costs_only_itself() -> None:
    """Never empty: what can be read is read."""
    text = decode((POLITE * 3).encode()[:-1] + b"\xc3", "utf-8")
    assert text.startswith(POLITE)
    assert text.endswith("\ufffd")


@pytest.mark.parametrize(
    "charset", [None, "utf-8", "gb2312", "utf-16", "utf-7", "iso-2022-jp", "euc-kr", "x", "utf-32"]
)
def test_every_byte_gives_some_text(charset: str | None) -> None:
    assert decode(bytes(range(1, 256)) * 3, charset)


def test_neither_nul_nor_half_characters_pass() -> None:
    assert "\0" not in decode(b"a\0b\0\0c", "utf-8")
    decode(b"+2AA-", "utf-7").encode()


@pytest.mark.parametrize(
    ("encoding", "data", "text"),
    [
        ("base64", base64.encodebytes(POLITE.encode()), POLITE),
        ("base64", base64.b64encode(POLITE.encode()).rstrip(b"="), POLITE),
        ("base64", base64.b64encode(b"Um, ") + b"\r\n" + base64.b64encode(b"dois"), "Um, dois"),
        ("base64", base64.b64encode(b"Texto!") + b"==\r\n______\r\nA lista da turma\r\n", "Texto!"),
        ("base64", base64.b64encode(POLITE.encode())[:-3], POLITE[:-3]),
        ("base64", b"Isto nao e base64, so diz que e", "Isto nao e base64, so diz que e"),
        ("quoted-printable", b"Ol=C3=A1 =\r\nmundo", "Olá mundo"),
        ("quoted-printable", b"Ol=C3=A1 = \r\nmundo", "Olá mundo"),
        ("quoted-printable", b"100=% =ZZ certo=", "100=% =ZZ certo"),
        ("QUOTED-PRINTABLE ", b"Ol=C3=A1", "Olá"),
        ("x-uuencode", b"begin 644 a.txt\r\n%3VD@;VD\r\n`\r\nend\r\n", "Oi oi"),
        ("8bit-ish", POLITE.encode(), POLITE),
    ],
)
def test_packing_is_undone_as_far_as_it_goes(encoding: str, data: bytes, text: str) -> None:
    """EML-13: broken base64 and quoted-printable."""
    raw = built(data, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding=encoding)
    assert read(raw).text.strip() == text
