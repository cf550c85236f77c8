"""HTML as text: it reads well, and what a reader of the mail cannot see is not in it (EML-18)."""

import pytest

from balcao.channels.email.body import plain_of, read_html

READS = {
    "paragraphs": ("<p>Bom dia,</p><p>chegou?</p>", "Bom dia,\n\nchegou?"),
    "lines": ("<div>Bom dia,</div><div><br></div><div>chegou<br>hoje?</div>", "Bom dia,\n\nchegou\nhoje?"),
    "no empty lines in front": ("<br><br><div></div><p>&nbsp;</p><p>Oi</p><br><br>", "Oi"),
    "many empty lines are one": ("a<br><br><br><br><br>b", "a\n\nb"),
    "words are not glued": ("<b>um</b> <i>dois</i><b> três</b>\n<u>quatro</u>", "um dois três quatro"),
    "parts of words are": ("cin<b>co</b>enta", "cincoenta"),
    "Outlook's lines": ('<p style="margin:0">um</p><p style="margin:0">dois</p><p style="margin:0">&nbsp;</p><p style="margin:0">três</p>', "um\ndois\n\ntrês"),
    "list": ("<p>Quero:</p><ul><li>um<li>dois</ul><p>Ok</p>", "Quero:\n\n- um\n- dois\n\nOk"),
    "numbers": ('<ol><li>um</li><li>dois<ul><li>a</li></ul></li></ol><ol start="7"><li>sete</li></ol>', "1. um\n2. dois\n  - a\n\n7. sete"),
    "table": ("<table><tr><th>Item</th><th>Preço</th></tr><tr><td>Café</td><td>10</td></tr></table>", "Item | Preço\nCafé | 10"),
    "link": ('<a href="https://loja.example/p/1">o pedido</a>, já', "o pedido (https://loja.example/p/1), já"),
    "a link that shows itself": ('<a href="https://www.loja.example/">loja.example</a> <a href="mailto:a@b.example">a@b.example</a>', "loja.example a@b.example"),
    "a link too long to read": (f'<a href="https://t.example/{"x" * 200}">Compre</a>', "Compre"),
    "picture": ('<img src="cid:a" alt="Nota fiscal"><img src="cid:b" alt="">', "[Nota fiscal]"),
    "code": ("<pre>a = 1\n  b = 2\n\nc</pre>", "a = 1\n  b = 2\n\nc"),
    "citation": ("<p>Você disse</p><blockquote><p>hoje</p><blockquote>ontem</blockquote></blockquote><p>e?</p>", "Você disse\n\n> hoje\n>\n> > ontem\n\ne?"),
    "signs": ("a &lt;b&gt; &amp;amp; &quot;c&quot; &euro;", 'a <b> &amp; "c" €'),
    "heading": ("<h1>Oferta</h1>só hoje", "Oferta\n\nsó hoje"),
    "title and scripts": ("<html><head><title>x</title><style>p{}</style></head><body><script>y</script><p>Oi</p></body>", "Oi"),
}  # fmt: skip

HIDDEN = {
    "display": '<div style="display:none">veneno</div>',
    "display, important": '<div style="Display: NONE !important">veneno</div>',
    "by a sheet": '<style>.a{display:none}</style><p class="a">veneno</p>',
    "visibility": '<span style="visibility:hidden">veneno</span>',
    "no size": '<span style="font-size:0">veneno</span>',
    "one pixel": '<span style="font-size:1px">veneno</span>',
    "size of nothing, shorthand around": '<div style="font-size:0px"><b>veneno</b></div>',
    "white on white": '<span style="color:#fff">veneno</span>',
    "white by name": '<font color="white">veneno</font>',
    "nearly white": '<span style="color:rgb(253, 253, 253)">veneno</span>',
    "its own ground": '<div style="background-color:#123456"><span style="color:#123457">veneno</span></div>',
    "the ground of the table": '<table bgcolor="#000000"><tr><td><font color="#000000">veneno</font></td></tr></table>',
    "see-through": '<span style="color:transparent">veneno</span>',
    "see-through, alpha": '<span style="color:rgba(0,0,0,0)">veneno</span>',
    "opacity": '<p style="opacity:0">veneno</p>',
    "no height": '<div style="max-height:0;overflow:hidden">veneno</div>',
    "far to the left": '<p style="text-indent:-9999px">veneno</p>',
    "Outlook": '<p style="mso-hide:all">veneno</p>',
    "attribute": "<p hidden>veneno</p>",
    "picture": '<img src="cid:a" alt="veneno" style="display:none">',
    "comment": "<!-- veneno -->",
    "template": "<template>veneno</template>",
}


@pytest.mark.parametrize("name", READS)
def test_html_reads_well_as_text(name: str) -> None:
    html, text = READS[name]
    assert read_html(html).text_full == text
    assert plain_of(html) == text


@pytest.mark.parametrize("name", HIDDEN)
def test_eml_18_what_nobody_sees_is_not_in_the_text(name: str) -> None:
    mail = read_html(f"<p>antes</p>{HIDDEN[name]}<p>depois</p>")
    assert "veneno" not in mail.text_full + mail.text_reply
    assert mail.text_full.split() == ["antes", "depois"]


@pytest.mark.parametrize("name", ["display", "white on white", "no size"])
def test_eml_18_the_agent_can_still_see_everything_there_is(name: str) -> None:
    assert "veneno" in read_html(HIDDEN[name]).full


SEEN = {
    "white on a button": '<td bgcolor="#0066cc"><a href="https://x.example" style="color:#ffffff">visível</a></td>',
    "white on a gradient": '<div style="background:linear-gradient(90deg,#06c,#039)"><span style="color:#fff">visível</span></div>',
    "white on a dark page": '<body style="background-color:#111111"><p style="color:#fff">visível</p></body>',
    "no size around, a size inside": '<td style="font-size:0"><div style="font-size:14px">visível</div></td>',
    "hidden around, shown inside": '<div style="visibility:hidden"><p style="visibility:visible">visível</p></div>',
    "clipped, with a height": '<div style="overflow:hidden;max-height:100px">visível</div>',
    "half see-through": '<p style="opacity:0.6;color:rgba(0,0,0,0.87)">visível</p>',
    "an unknown colour": '<p style="color:rebeccapurple">visível</p>',
    "size ten": '<p style="font-size:10px">visível</p>',
}


@pytest.mark.parametrize("name", SEEN)
def test_eml_18_what_can_be_seen_is_in_the_text(name: str) -> None:
    assert (
        "visível" in read_html(f"<table><tr>{SEEN[name]}</tr></table>" if "<td" in SEEN[name] else SEEN[name]).text_full
    )
