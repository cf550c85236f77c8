"""The grey lines read well in every language, and never take a name for a pattern."""

from string import Formatter

import pytest

from balcao.domain.conversations.wording import TEXTS, say


def test_every_language_says_the_same_things_with_the_same_words():
    fields = {
        locale: {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in texts.items()}
        for locale, texts in TEXTS.items()
    }
    assert fields["pt-BR"] == fields["en"] == fields["es"]


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("pt-BR", "Ana definiu a prioridade como alta"),
        ("en", "Ana set the priority to high"),
        ("es", "Ana fijó la prioridad en alta"),
        ("xx", "Ana set the priority to high"),
    ],
)
def test_a_priority_is_named_in_the_accounts_language(locale: str, line: str):
    assert say(locale, "priority_set", who="Ana", old=None, new="high") == line


def test_a_name_with_braces_is_only_a_name():
    assert say("en", "resolved", who="{who.__class__} {}") == "Conversation was marked resolved by {who.__class__} {}"
