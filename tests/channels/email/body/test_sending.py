"""What goes out: an agent's text as HTML that every mail program shows, and what was said before, quoted below."""

import pytest

from balcao.channels.email.body import named_pictures, plain_of, quoted_below, read_html, read_text, safe_html, to_html
from balcao.envelope import Said
from tests.channels.email.body.judge import faults_of

NOON = 1_741_010_700_000_000
ANA = Said(incoming=True, author="Ana Souza", said_at=NOON, text="Chegou?\n> hoje", external_id="a@x.example")
SHOP = Said(incoming=False, author="Loja Azul", said_at=NOON - 9_000_000_000, text="Saiu **hoje**: https://r.example/1")

TYPED = {
    "lines": ("um\ndois", "<p>um<br>\ndois</p>"),
    "paragraphs": ("um\n\ndois", "<p>um</p>\n<p>dois</p>"),
    "letters": ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
    "lists": ("- a\n- b\n\n1. c", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n</ol>"),
    "tags are shown": ("<b>x</b> <script>y</script>", "<p>&lt;b&gt;x&lt;/b&gt; &lt;script&gt;y&lt;/script&gt;</p>"),
    "no link of a script": ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    "signs": ("a & b < c \u00a0 &lt;", "<p>a &amp; b &lt; c &nbsp; &amp;lt;</p>"),
    "indented lines are text": ("    quatro espaços", "<p>quatro espaços</p>"),
    "a rule below a line is no heading": ("Total: 10\n---", "<p>Total: 10</p>\n<hr>"),
    "nothing": (" \n ", ""),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_an_agent_types(name: str) -> None:
    typed, html = TYPED[name]
    assert to_html(typed) == html


PICTURES = {
    "a logo under a signature": (
        "Ana\n![Loja & Cia](https://cdn.example/l.png?a=1&b=2)",
        '<p>Ana<br>\n<img src="https://cdn.example/l.png?a=1&amp;b=2" alt="Loja &amp; Cia"></p>',
        "Ana\nLoja & Cia: https://cdn.example/l.png?a=1&b=2",
    ),
    "without a name": (
        "![](https://cdn.example/l.png)",
        '<p><img src="https://cdn.example/l.png" alt=""></p>',
        "https://cdn.example/l.png",
    ),
    "a name that would be a tag": (
        '![a"><script>x](https://cdn.example/l.png)',
        '<p><img src="https://cdn.example/l.png" alt="a&quot;&gt;&lt;script&gt;x"></p>',
        'a"><script>x: https://cdn.example/l.png',
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_shown_and_named_in_the_plain_part(name: str) -> None:
    typed, html, plain = PICTURES[name]
    assert to_html(typed) == html
    assert plain_of(named_pictures(html)) == plain


@pytest.mark.parametrize("address", ["http://cdn.example/l.png", "javascript:alert(1)", "data:image/png;base64,AA", "/l.png", "cid:x"])  # fmt: skip
def test_a_picture_lies_at_a_safe_address_or_is_none(address: str) -> None:
    html = to_html(f"[![Logo]({address})](https://loja.example) ![Logo]({address})")
    assert "<img" not in html
    assert "Logo" in plain_of(html)
    assert faults_of(html) == []


def test_links_work_typed_or_written_out() -> None:
    html = to_html("[aqui](https://a.example/x) e https://b.example/c?d=1&e=2. (https://c.example/)")
    assert '<a href="https://a.example/x" target="_blank" rel="noopener noreferrer nofollow">aqui</a>' in html
    assert '<a href="https://b.example/c?d=1&amp;e=2"' in html
    assert ">https://b.example/c?d=1&amp;e=2</a>. (" in html
    assert html.endswith(">https://c.example/</a>)</p>")


def test_a_typed_quote_and_its_plain_text() -> None:
    html = to_html("> disse\n\nrespondo")
    assert "<blockquote style=" in html
    assert plain_of(html) == "> disse\n\nrespondo"


def test_xss_03_html_of_an_api_caller_is_made_safe_and_keeps_its_pictures() -> None:
    html = safe_html(
        '<p onclick=x class=y>Oi <img src="https://a.example/l.png"><img src="cid:b"><script>z</script></p>'
    )
    assert html == '<p>Oi <img src="https://a.example/l.png"><img src="cid:b"></p>'


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("pt-BR", "Em 3 de mar. de 2025 às 14:05 UTC, Ana Souza escreveu:"),
        ("en", "On Mar 3, 2025 at 14:05 UTC, Ana Souza wrote:"),
        ("es", "El 3 mar 2025 a las 14:05 UTC, Ana Souza escribió:"),
        ("xx", "Em 3 de mar. de 2025 às 14:05 UTC, Ana Souza escreveu:"),
    ],
)
def test_history_is_quoted_in_the_language_of_the_account(language: str, line: str) -> None:
    quoted = quoted_below([ANA], language)
    assert quoted.text == f"{line}\n\n> Chegou?\n>> hoje"
    assert f"<p>{line}</p><blockquote" in quoted.html


def test_each_message_stands_inside_the_one_that_followed_it() -> None:
    text = quoted_below([ANA, SHOP], "pt-BR").text
    assert text.splitlines()[-3:] == [
        "> Em 3 de mar. de 2025 às 11:35 UTC, Loja Azul escreveu:",
        ">",
        ">> Saiu hoje: https://r.example/1",
    ]


@pytest.mark.parametrize("language", ["pt-BR", "en", "es"])
def test_our_own_quotes_are_folded_when_they_come_back(language: str) -> None:
    quoted = quoted_below([ANA, SHOP], language)
    assert read_text(f"Obrigada!\n\n{quoted.text}").reply == "Obrigada!"
    assert read_html(f"<p>Obrigada!</p>{quoted.html}").text_reply == "Obrigada!"
    assert (
        read_html(f"<p>Obrigada!</p>{quoted.html.replace('balcao_quote', 'x_balcao_quote')}").text_reply == "Obrigada!"
    )


def test_html_of_a_mail_is_quoted_without_its_pictures() -> None:
    content = {"reply": '<p>Veja <b>isto</b><img data-remote-src="https://t.example/p.gif"><img src="cid:x"></p>'}
    mail = Said(
        incoming=True, author="Ana", said_at=NOON, text="Veja isto", details={"email": {"html_content": content}}
    )
    html = quoted_below([mail], "pt").html
    assert "<p>Veja <b>isto</b></p>" in html
    assert "t.example" not in html and "<img" not in html


def test_eml_12_no_name_breaks_out_of_its_line() -> None:
    evil = Said(
        incoming=True,
        author="A\r\nBcc: x@y.example\u202e <script>",
        said_at=NOON,
        text="</blockquote><script>x</script>",
    )
    quoted = quoted_below([evil], "en")
    assert quoted.text.splitlines()[0] == "On Mar 3, 2025 at 14:05 UTC, A Bcc: x@y.example <script> wrote:"
    assert "<script" not in quoted.html
    assert not [fault for fault in faults_of(quoted.html) if "class" not in fault]


def test_a_long_history_is_not_sent_whole() -> None:
    many = [Said(incoming=True, author="Ana", said_at=NOON - n, text=f"linha {n} " + "x" * 200) for n in range(400)]
    text = quoted_below(many, "pt").text
    assert "linha 0 " in text
    assert len(text) < 10_000


def test_nothing_said_nothing_quoted() -> None:
    assert quoted_below([], "pt") == ("", "")
