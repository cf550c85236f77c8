"""However long a mail is, and whatever it repeats, reading it takes time in proportion (EML-13, EML-17)."""

from collections.abc import Callable
from time import thread_time

import pytest

from balcao.channels.email.body import read_html, read_text

TIMES = 8
FEW = 2_600  # more than is remembered, and more than passes as a usual mail
ATTRIBUTION = "Em ter., 14 de out. de 2025 às 16:22, Loja <sac@loja.example> escreveu:\n"
TEXTS: dict[str, str] = {
    "signs of quotes": ">",
    "quoted lines": "> x\n",
    "one line of words": "palavra ",
    "one line of colons": "a: ",
    "lines that end with a colon": "x 14/10/2025:\n",
    "attributions": ATTRIBUTION,
    "attributions and quotes": f"{ATTRIBUTION}\n> x\n\ny\n\n",
    "beginnings of headers": "De: x\n",
    "headers without a sender": "Data: 14/10/2025 16:22\nAssunto: x\n\n",
    "rules": "________________\n",
    "dashes": "-- \n",
    "ruled lines": "---- On 14/10/2025 16:22 ----\n",
    "lines about a device": "Enviado do meu iPhone\n",
    "links in a line about a device": "Sent with [x](https://x.example) ",
    "empty lines": "\n",
    "blanks": " ",
    "digits": "1",
    "signs of addresses": "@",
    "brackets": "<[(",
}
PAGES: dict[str, str] = {
    "signs": "&gt;",
    "tables in tables": "<table><tr><td>x",
    "rows": "<tr><td style='color:#333;padding:4px'>x</td></tr>",
    "paragraphs": "<p>linha <b>forte</b></p>",
    "links, none like another": "<a href='https://x.example/?u={n}'>x</a> ",
    "styles, none like another": "<p style='margin:{n}px'>x</p>",
    "quotes": "<blockquote type=cite>x</blockquote>",
    "quotes in quotes": "<blockquote type=cite>x",
    "quotes of nobody": f"<blockquote>{ATTRIBUTION}</blockquote>",
    "marked quotes": "<div class=gmail_quote><blockquote>x</blockquote>y</div>",
    "attributions above quotes": "<p>Em 14/10/2025 16:22, Loja escreveu:</p><blockquote type=cite>x</blockquote>",
    "signatures": "<div class=gmail_signature>x</div>",
    "line breaks": "<br>",
    "rules": "<hr>____",
    "pictures": "<img src='https://x.example/{n}.png' alt='{n}'>",
    "style sheets": "<style>p{{color:red}}</style>",
    "lists": "<ul><li>x</ul>",
    "invisible signs": "x\u200b ",
}


def numbered(piece: str, count: int) -> str:
    return "".join(piece.format(n=number) for number in range(count))


def check(read: Callable[[str], object], small: str, large: str) -> None:
    """Three times as long as in proportion is well; `TIMES` times as long, as squares would take, is not."""
    spent = [min(_spent(read, text) for _ in range(3)) for text in (small, large)]
    assert spent[1] < max(spent[0], 0.0005) * TIMES * 3, spent


def _spent(read: Callable[[str], object], text: str) -> float:
    begun = thread_time()
    read(text)
    return thread_time() - begun


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_takes_time_in_proportion(name: str) -> None:
    piece = TEXTS[name]
    few = 20_000 // len(piece)
    check(read_text, piece * few, piece * few * TIMES)


@pytest.mark.parametrize("name", PAGES)
def test_a_long_page_takes_time_in_proportion(name: str) -> None:
    check(read_html, numbered(PAGES[name], FEW), numbered(PAGES[name], FEW * TIMES))


@pytest.mark.parametrize("line", [">", "> > > ", "x" * 998 + "\n", ">" * 998 + "\n"])
def test_five_megabytes_of_text_take_time_in_proportion(line: str) -> None:
    check(read_text, line * (5_000_000 // TIMES // len(line)), line * (5_000_000 // len(line)))
