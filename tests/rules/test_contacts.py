"""Names, numbers and texts of contacts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balcao.domain.contacts import rules


@given(st.integers(0, 1 << 40), st.sampled_from(["pt-BR", "en", "es", "fr", ""]))
def test_a_made_up_name_is_known_as_one(seed: int, locale: str) -> None:
    name = rules.visitor_name(seed, locale)
    assert rules.is_visitor_name(name)
    assert len(name) < 30


def test_made_up_names_speak_the_accounts_language() -> None:
    assert rules.visitor_name(0, "pt-BR") == "brisa-azul-100"
    assert rules.visitor_name(0, "es") == "brisa-azul-100"
    assert rules.visitor_name(0, "en") == "blue-breeze-100"


@pytest.mark.parametrize("name", ["", "Ana", "brisa-azul", "brisa-azul-1", "azul-ana-123", "brisa-azul-12x", "a-b-123"])
def test_a_persons_name_is_none(name: str) -> None:
    assert not rules.is_visitor_name(name)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("+55 (11) 99999-8888", "+5511999998888"), ("+1.202.555.0100", "+12025550100"), (" +44 20 ", "+4420")],
)
def test_numbers_lose_what_people_type_between_the_digits(typed: str, number: str) -> None:
    assert rules.tidy_phone(typed) == number
    assert rules.is_phone(number)


@pytest.mark.parametrize(
    "number", ["", "5511999998888", "+0119", "+1", "+12345678901234567", "+55119999x", "+٥٥١١", "++55"]
)
def test_what_is_no_number(number: str) -> None:
    assert not rules.is_phone(number)


@given(st.text(max_size=300))
def test_what_is_found_is_what_was_written(text: str) -> None:
    once = rules.folded(text)
    assert rules.folded(once) == rules.folded(once).lower()
    assert len(rules.search_text(text, text, text)) <= rules.FOUND_BY
    assert rules.folded(text[:20]) in rules.folded(text[:20] + " and more")


@pytest.mark.parametrize(
    ("left", "right"), [("JOSÉ", "josé"), ("São João", "sao joao"), ("Ñandú", "nandu"), ("Straße", "strasse")]
)
def test_capitals_and_accents_do_not_matter(left: str, right: str) -> None:
    assert rules.folded(left) == rules.folded(right)
