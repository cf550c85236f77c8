"""HTML that is too deep, too long or too tangled, written anew before a real parser sees it. Pure, linear.

The rules by which browsers repair HTML take quadratic time, and quadratic space, on what nobody writes by hand: two hundred
thousand open elements, a thousand unclosed `<b>` before a thousand paragraphs, one element with fifty thousand attributes.
Usual mails are small enough for that not to matter and pass untouched.
"""

import re
from html import escape, unescape
from typing import Final

from balcao.channels.email.body.spaced import spaced

LONGEST: Final = 8_000_000
UNTOUCHED_SIZE: Final = 96_000
UNTOUCHED_TAGS: Final = 2_500
FEW_TAGS: Final = 400
UNTOUCHED_FORMATS: Final = 80_000
DEPTH: Final = 200
ATTRIBUTES: Final = 40
NAMED: Final = 500
PIECE: Final = 8_000
_FORMAT = re.compile(r"<(?:big|b|code|em|font|i|nobr|small|strike|strong|s|tt|u)[\s/>]", re.IGNORECASE)
_VOID = spaced("area base br col embed hr img input link meta param source track wbr")
_RAW = spaced("script style title textarea xmp iframe noembed noframes noscript plaintext template svg math")
_ENDS_P = spaced(
    "address article aside blockquote center details div dl figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table ul"
)
_IMPLIED: Final = {
    "li": {"li"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"tr"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "option": {"option"},
    "a": {"a"},
}
_BOUNDS: Final = {"li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}}
_TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_TAIL = re.compile(r"[\s/]*")


def is_usual(html: str) -> bool:
    """Whether it is too small to cost much, however it is written."""
    tags = html.count("<")
    if len(html) > UNTOUCHED_SIZE or tags > UNTOUCHED_TAGS:
        return False
    return tags < FEW_TAGS or len(_FORMAT.findall(html)) * tags <= UNTOUCHED_FORMATS


def steady(html: str) -> str:
    """The same HTML with every element closed where it belongs, at most `DEPTH` deep, without comments and scripts."""
    return _Writer(html[:LONGEST]).written()


def _text(text: str) -> str:
    """Text with every `&` written out and, where they are many, an invisible break from time to time.

    Parsers go back to the beginning of what turns out to be no name of a character; the sanitiser reads on to the end of
    a text for each character that it writes as a name.
    """
    if "&" not in text and "\xa0" not in text:
        return text
    text = unescape(text)
    if text.count("&") + text.count("\xa0") < NAMED:
        return escape(text, quote=False)
    return "<wbr>".join(escape(text[at : at + PIECE], quote=False) for at in range(0, len(text), PIECE))


class _Writer:
    def __init__(self, html: str) -> None:
        self.html = html
        self.out: list[str] = []
        self.open: list[str] = []
        self.count: dict[str, int] = {}
        self.skipped: dict[str, int] = {}
        self.last = html.rfind(">")

    def written(self) -> str:
        html, out, at = self.html, self.out, 0
        while True:
            found = html.find("<", at)
            ends = found < 0 or found > self.last
            if found != at:
                out.append(_text(html[at:] if found < 0 else html[at:found]))
            if ends:
                break
            at = self.mark(found)
        self.close(0)
        return "".join(out)

    def mark(self, at: int) -> int:
        """What begins with `<` at this place; the place after it."""
        html = self.html
        if html.startswith("<!--", at):
            end = html.find("-->", at + 2)
            return end + 3 if end >= 0 else len(html)
        if html.startswith(("<!", "<?"), at):
            return html.index(">", at) + 1
        closes = html.startswith("</", at)
        name = _TAG_NAME.match(html, at + 1 + closes)
        if not name:
            self.out.append("&lt;")
            return at + 1
        word = name[0].lower()[:30]
        if closes:
            self.end(word)
            return html.index(">", name.end()) + 1
        attributes, at = self.attributes(name.end())
        if word in _RAW:
            return self.raw(word, attributes, at)
        self.begin(word, attributes)
        return at

    def attributes(self, at: int) -> tuple[str, int]:
        found: dict[str, str] = {}
        html = self.html
        while html[(at := _TAIL.match(html, at).end()) : at + 1] not in {">", ""}:  # pyright: ignore[reportOptionalMemberAccess] - it matches nothing, too
            attribute = _ATTRIBUTE.match(html, at)
            if not attribute:
                at += 1
                continue
            at = attribute.end()
            name = attribute[1].lower()
            if len(found) < ATTRIBUTES and len(name) <= 30 and name.replace("-", "").isalnum() and name not in found:
                value = unescape(attribute[2] or attribute[3] or attribute[4] or "")
                found[name] = value if value.count("&") + value.count("\xa0") < NAMED else ""
        return "".join(f' {name}="{escape(value)}"' for name, value in found.items()), at + 1

    def raw(self, word: str, attributes: str, at: int) -> int:
        """What is no text of the mail is left out; styles are kept for `inlined`."""
        end = re.compile(rf"</{word}[\s/>]", re.IGNORECASE).search(self.html, at)
        stop = end.start() if end else len(self.html)
        if word == "style":
            self.out.append(f"<style{attributes}>{self.html[at:stop]}</style>")
        return self.html.find(">", stop) + 1 or len(self.html)

    def begin(self, word: str, attributes: str) -> None:
        if word in _ENDS_P and self.count.get("p"):
            self.imply({"p"}, {"table", "td", "th"})
        if word in _IMPLIED:
            self.imply(_IMPLIED[word], _BOUNDS.get(word, {"table"}))
        if word in _VOID:
            self.out.append(f"<{word}{attributes}>")
        elif len(self.open) >= DEPTH:
            self.skipped[word] = self.skipped.get(word, 0) + 1
        else:
            self.open.append(word)
            self.count[word] = self.count.get(word, 0) + 1
            self.out.append(f"<{word}{attributes}>")

    def end(self, word: str) -> None:
        if self.skipped.get(word):
            self.skipped[word] -= 1
        elif self.count.get(word):
            at = len(self.open) - 1
            while self.open[at] != word:
                at -= 1
            self.close(at)

    def imply(self, words: set[str], bounds: set[str]) -> None:
        """Closes what the next element ends without saying so."""
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at] in words:
                self.close(at)
                return
            if self.open[at] in bounds:
                return

    def close(self, at: int) -> None:
        while len(self.open) > at:
            word = self.open.pop()
            self.count[word] -= 1
            self.out.append(f"</{word}>")
