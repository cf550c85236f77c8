import pytest

from balcao.domain.accounts import rules
from balcao.kit.errors import Problem


@pytest.mark.parametrize("address", ["ana@padaria.example", "a.b+c@sub.padaria.com.br", "o'neil@x.io"])
def test_an_address_is_an_address(address: str) -> None:
    assert rules.is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "ana", "ana@", "@padaria.example", "ana@padaria", "ana@pad..example", "ana@-padaria.example", "a b@x.io",
        "ana@x.io,eva@x.io", "ana@x.io\nBcc: eva@x.io", "<ana@x.io>", f"ana@{'x' * 250}.io", "ána@x.io",
    ],
)  # fmt: skip
def test_what_is_no_single_plain_address_is_none(address: str) -> None:
    assert not rules.is_email(address)


def test_an_address_is_kept_trimmed_and_in_lower_case() -> None:
    assert rules.accept_email("  Ana@Padaria.Example ") == "ana@padaria.example"


def test_a_wrong_address_names_its_field() -> None:
    with pytest.raises(Problem) as problem:
        rules.accept_email("ana")
    assert problem.value.body == {"message": "Email is invalid", "attributes": ["email"]}


@pytest.mark.parametrize(
    "spelling",
    ["ANA@x.io", " ana@x.io ", "a.n.a@x.io", "ana+1@x.io", "an a@x.io", "ana@x.io.", "\uff41na@x.io"],
)
def test_every_spelling_of_a_mailbox_is_counted_as_one_aut_02(spelling: str) -> None:
    assert rules.counted_email(spelling) == rules.counted_email("ana@x.io")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("pt-BR", "pt-BR"), ("pt_BR", "pt-BR"), ("pt", "pt-BR"), ("PT-pt", "pt-BR"), ("en-US", "en"), ("es_AR", "es"),
        ("fr", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_language_is_found_by_any_of_its_names(wanted: str | None, found: str | None) -> None:
    assert rules.locale(wanted) == found
