"""HTML that is made to take for ever takes a moment, at most a few times its size (EML-13, EML-17)."""

import random
import time

import pytest

from balcao.channels.email.body import read_html, to_html
from balcao.channels.email.body.steady import steady

MANY_B = "".join(f"<b class=c{number}>" for number in range(30_000))
HOSTILE = {
    "3,000 levels": "<div>" * 3_000 + "fundo" + "</div>" * 3_000,
    "200,000 levels": "<div>" * 200_000 + "fundo",
    "3,000 quotes": "<blockquote type=cite>" * 3_000 + "fundo",
    "tables in tables": "<table><tr><td>" * 60_000 + "fundo",
    "lists in lists": "<ul><li>" * 100_000 + "fundo",
    "links in links": "<a href=https://x.example><div>" * 60_000,
    "a megabyte of paragraphs": "<p>linha <b>forte</b> aqui</p>" * 35_000,
    "unclosed letters before paragraphs": f"<p>{MANY_B}</p>" + "<p>x</p>" * 50_000,
    "few letters before few paragraphs": "<p>" + "".join(f"<b class=c{n}>" for n in range(240)) + "</p>" + "<p>x" * 700,
    "ends without begins": "<div>" * 60_000 + "</b></p>" * 60_000,
    "text where none belongs": "<table><b>x<tr>" * 60_000,
    "one element, many attributes": "<p " + " ".join(f"a{number}" for number in range(140_000)) + ">x",
    "open quotes": "<a " * 300_000 + '">',
    "open comments": "<!--" * 250_000 + ">",
    "only ampersands": "&" * 1_000_000,
    "ampersands in an attribute": f'<p title="{"&" * 900_000}">x',
    "only hard spaces": "&nbsp;" * 160_000,
    "only less-than": "<" * 1_000_000,
    "styles in styles": "<style>" * 100_000,
    "many rules, many elements": "<style>" + "".join(f".c{n} div{{color:red}}" for n in range(3_000)) + "</style>" + "<div class=c1>" * 3_000,
    "one long selector": "<style>" + "div ~ " * 1_000 + "p{color:red}</style>" + "<div></div>" * 2_000,
    "begun comments in styles": "".join(f"<p style='*/{'/*' * 1_900}{n}'>x</p>" for n in range(250)),
    "marks of quotes": "<div class=gmail_quote>x</div>" * 30_000,
    "quotes and answers": "<blockquote type=cite>x</blockquote>y" * 20_000,
    "rules before the rest": "<hr>" * 200_000 + "<div id=appendonsend>x",
    "underscores": "<p>" + ("_" * 990 + "<br>") * 1_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_eml_17_a_megabyte_takes_no_longer_than_a_breath(name: str) -> None:
    html = HOSTILE[name]
    began = time.process_time()
    mail = read_html(html)
    assert time.process_time() - began < 6  # a second on a quiet machine; what this is about took minutes
    assert len(mail.full) < 8 * len(html) + 600_000


@pytest.mark.parametrize(
    "name", ["3,000 levels", "200,000 levels", "3,000 quotes", "tables in tables", "lists in lists"]
)
def test_eml_13_the_deepest_text_is_still_there(name: str) -> None:
    assert "fundo" in read_html(HOSTILE[name]).text_full


def test_a_large_mail_keeps_its_shape() -> None:
    """Newsletters and long threads pass through the rules for outsized mails; these change nothing that was in order."""
    row = '<tr><td width="10" style="color:#333">Um<br>dois</td><td><a href="https://x.example/?a=1&amp;b=2">três</a><p>quatro</p></td></tr>'
    html = (
        f"<table>{row * 20}</table><ul><li>cinco</li><li>seis</li></ul><p>a &lt; b &amp; c</p><img src='cid:x' alt='y'>"
    )
    assert read_html(steady(html)).full == read_html(html).full


def test_omitted_ends_are_understood_in_a_large_mail_too() -> None:
    html = "<p>um<p>dois<ul><li>a<li>b</ul><table><tr><td>x<td>y<tr><td>z</table>"
    assert read_html(steady(html)).full == read_html(html).full


def test_eml_13_nothing_crashes_it() -> None:
    pieces = [
        "<b>",
        "</b>",
        "<p",
        ">",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "x",
        "<div ",
        "style='color:",
        "</div>",
        "<a href=",
        "'",
        '"',
        "</a>",
        "<svg>",
        "</svg>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<li>",
        "&",
        "&#",
        "\x00",
        "<title>",
        "</title>",
        "=",
        "\u202e",
        "<?",
        "<!",
        "]]>",
        "<blockquote type=cite>",
        "<body a=b>",
        "\ud800".encode("utf-8", "replace").decode(),
    ]
    chance = random.Random(13)
    for _ in range(1_500):
        html = "".join(chance.choices(pieces, k=chance.randint(1, 60)))
        read_html(html)
        read_html(steady(html))


@pytest.mark.parametrize(
    "text", ["[" * 29_000, "*a " * 9_000, "> " * 14_000, "[a](" * 7_000, "`" * 29_000, "- a\n" * 7_000, "x" * 500_000]
)
def test_an_agents_text_takes_no_longer_than_a_breath(text: str) -> None:
    began = time.process_time()
    assert to_html(text)
    assert time.process_time() - began < 2
