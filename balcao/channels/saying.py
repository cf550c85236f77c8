"""Say in a reader's language what went wrong: what is kept is the English of the declared phrases, often several in a row."""

import re
from collections.abc import Iterable

from balcao.channels.about import Words

# Between sentences: marks, what a server said in brackets, and the address that a sentence is about.
_BETWEEN = re.compile(r"[\s.;]+|\([^()]*\)|[^\s@]+@[^\s@:]+: ")
_SLOT = re.compile(r"\$(\w+)")
_SLOT_ESCAPED = re.compile(r"\\\$(\w+)")


class Sayings:
    """What none of the phrases is, such as another server's own words, stays as it is. The desk does the same."""

    def __init__(self, phrases: Iterable[Words]) -> None:
        self._patterns = [(phrase, _matcher(phrase.en)) for phrase in phrases]

    def say(self, text: str, locale: str) -> str:
        """The text in a language."""
        if locale == "en":
            return text
        said, at = "", 0
        while at < len(text):
            words, length = self._next(text, at, locale)
            said += words
            at += length
        return said

    def _next(self, text: str, at: int, locale: str) -> tuple[str, int]:
        """How the text goes on at one place, and how much of it that is."""
        for phrase, matcher in self._patterns:
            if found := matcher.match(text, at):
                return _filled(phrase.es if locale == "es" else phrase.pt, found), len(found[0])
        mark = _BETWEEN.match(text, at)
        rest = mark[0] if mark else text[at:]
        return rest, len(rest)


def _filled(sentence: str, found: re.Match[str]) -> str:
    values = found.groupdict()
    return _SLOT.sub(lambda slot: values.get(slot[1]) or "", sentence)


def _matcher(sentence: str) -> re.Pattern[str]:
    """What begins a sentence is one word, what ends it is all the rest."""

    def slot(found: re.Match[str]) -> str:
        kind = ".+" if sentence.endswith(f"${found[1]}") else r"\S+?" if found.start() == 0 else ".+?"
        return f"(?P<{found[1]}>{kind})"

    return re.compile(_SLOT_ESCAPED.sub(slot, re.escape(sentence)) + r"(?=[\s.(;]|$)", re.DOTALL)
