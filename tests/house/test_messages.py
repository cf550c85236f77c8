"""Every sentence exists in Portuguese, English and Spanish, says the same things, and is said somewhere.

A key that one language lacks shows a raw `inbox.add.title` to a customer's agent; a `{name}` that a translator dropped
shows nothing where the name should be. Both are found here and not by the customer. A key that nobody asks for is
translated three times for nothing, and hides that its screen is gone.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, expect_none

LOCALES = ("pt-BR", "en", "es")
NAMES = re.compile(r"\{(\w+)\}")
SKIPPED = {"node_modules", ".svelte-kit", "static", "dist", "build"}

Words = dict[str, str | dict[str, str]]


def catalogue_folders() -> list[Path]:
    """Every folder that holds a catalogue in any of the languages."""
    found = {
        path.parent
        for top in ("web", "balcao")
        for locale in LOCALES
        for path in (ROOT / top).rglob(f"{locale}.json")
        if not SKIPPED & set(path.relative_to(ROOT / top).parts)
    }
    return sorted(found)


def web_folders() -> list[Path]:
    """Those of the desk and the widget; what the back end says is asked for by names that it puts together."""
    return [folder for folder in catalogue_folders() if folder.is_relative_to(ROOT / "web")]


def faults(folder: Path) -> Iterator[str]:
    """What the three catalogues of a folder disagree about."""
    missing = [locale for locale in LOCALES if not (folder / f"{locale}.json").exists()]
    if missing:
        yield f"{folder.name} lacks {', '.join(missing)}"
        return
    words: dict[str, Words] = {locale: json.loads((folder / f"{locale}.json").read_text()) for locale in LOCALES}
    for key in sorted(set().union(*words.values())):
        yield from (f"{folder.name}: {key} {fault}" for fault in key_faults(key, words))


def key_faults(key: str, words: dict[str, Words]) -> Iterator[str]:
    absent = [locale for locale in LOCALES if key not in words[locale]]
    if absent:
        yield f"is missing in {', '.join(absent)}"
        return
    if any(not sentence.strip() for locale in LOCALES for sentence in sentences(words[locale][key])):
        yield "is empty"
    if any(isinstance(words[locale][key], dict) and "other" not in words[locale][key] for locale in LOCALES):
        yield "has plural forms without `other`"
    names = {
        locale: {name for said in sentences(words[locale][key]) for name in NAMES.findall(said)} for locale in LOCALES
    }
    if len({frozenset(found) for found in names.values()}) > 1:
        yield f"fills in different names: {names}"


def sentences(message: str | dict[str, str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message.values())


@pytest.mark.parametrize("folder", catalogue_folders(), ids=lambda folder: str(folder.relative_to(ROOT)))
def test_the_three_languages_agree(folder: Path) -> None:
    expect_none(faults(folder))


def unused(keys: Iterable[str], source: str) -> Iterator[str]:
    """Keys that stand in no quotes, and begin like no template: `status.${name}` says every `status.…`."""
    begun = set(re.findall(r"`([\w.]+\.)\$\{", source))
    quoted = set(re.findall(r"['\"`]([\w.]+)['\"`]", source))
    for key in keys:
        if re.sub(r"_(one|other|many)$", "", key) not in quoted and not any(key.startswith(start) for start in begun):
            yield key


@pytest.mark.parametrize("folder", web_folders(), ids=lambda folder: str(folder.relative_to(ROOT)))
def test_every_sentence_is_said_somewhere(folder: Path) -> None:
    sources = "\n".join(
        path.read_text()
        for ending in ("*.ts", "*.svelte")
        for path in (ROOT / "web").rglob(ending)
        if not SKIPPED & set(path.relative_to(ROOT).parts)
    )
    expect_none(unused(json.loads((folder / "en.json").read_text()), sources))


def test_a_sentence_that_nobody_says_is_seen() -> None:
    source = "t('list.title'); t(`status.${status}`); t('unread', { count })"
    assert list(unused(["list.title", "status.open", "unread_one", "list.gone"], source)) == ["list.gone"]


@pytest.mark.parametrize(
    ("portuguese", "english", "fault"),
    [
        ({"a": "Oi"}, {}, "missing"),
        ({"a": "Oi"}, {"a": " "}, "empty"),
        ({"a": "Oi, {name}"}, {"a": "Hi"}, "different names"),
        ({"a": {"one": "{count} conversa"}}, {"a": {"one": "{count} talk"}}, "other"),
    ],
)
def test_a_disagreement_is_seen(tmp_path: Path, portuguese: Words, english: Words, fault: str) -> None:
    for locale, words in (("pt-BR", portuguese), ("en", english), ("es", portuguese)):
        (tmp_path / f"{locale}.json").write_text(json.dumps(words))
    assert any(fault in found for found in faults(tmp_path))


def test_a_language_that_is_missing_is_seen(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text("{}")
    assert list(faults(tmp_path)) == [f"{tmp_path.name} lacks pt-BR, es"]
