"""The letters that the installation writes to its users, in their languages: a text part and a plain HTML part."""

import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template

import msgspec

from balcao.domain.accounts.actions.slips import LetterDraft
from balcao.domain.accounts.rules import LOCALES
from balcao.kit import text
from balcao.kit.mail import Letter

RESET = "auth/password/edit?config=default&redirect_url=&reset_password_token={token}"
HEALTH = "accounts/{account}/settings/inboxes/{inbox_id}?tab=health"
PAGES = {
    "reset": RESET,
    "attempts": RESET,
    "confirm": "auth/confirmation?confirmation_token={token}",
    "invite": "auth/invitation?invitation_token={token}",
    "added": "login",
    "email_change": "auth/reset/password",
    "trouble": HEALTH,
    "trouble_sending": HEALTH,
    "trouble_both": HEALTH,
    "quarantine": HEALTH,
}
"""Where on the desk each letter leads."""

PLAIN = ("email",)
"""Values that were checked when they were given."""
REASONS = ("problem", "sending_problem")
"""Values that say what went wrong: kept in English, and longer than a name."""
NAME_MAX, REASON_MAX = 60, 600

_HERE = Path(__file__).parent
_HTML = Template((_HERE / "letter.html").read_text("utf-8"))


class Page(msgspec.Struct, frozen=True):
    """What a letter needs to know of the installation."""

    installation: str
    link: str


def page(draft: LetterDraft, token: str) -> str:
    """The path on the desk to which this letter leads."""
    return PAGES[draft.text].format_map({**draft.values, "token": token})


def write(draft: LetterDraft, page: Page, key: str, now: int) -> Letter:
    """The letter in its reader's language."""
    words = catalogue(draft.locale)
    names = {name: _value(name, value) for name, value in draft.values.items()}
    names |= {"name": harmless(draft.name), "installation": page.installation}

    def said(part: str) -> str:
        return words[part].format_map(names)

    parts = {part: said(f"{draft.text}.{part}") for part in ("subject", "body", "button", "note")}
    parts |= {part: said(part) for part in ("greeting", "link_hint", "footer")} | {"link": page.link}
    return Letter(
        key=key, to=draft.to, to_name=draft.name, subject=parts["subject"], text=_plain(parts),
        html=_HTML.substitute(locale=draft.locale, **{name: escape(value) for name, value in parts.items()}),
        written_at=now,
    )  # fmt: skip


@cache
def catalogue(locale: str) -> dict[str, str]:
    """Every sentence in one language."""
    name = locale if locale in LOCALES else LOCALES[0]
    return msgspec.json.decode((_HERE / f"{name}.json").read_bytes(), type=dict[str, str])


def _value(name: str, value: str) -> str:
    return value if name in PLAIN else harmless(value, REASON_MAX if name in REASONS else NAME_MAX)


def harmless(name: str, most: int = NAME_MAX) -> str:
    """A name that a stranger chose, short and without anything that mail programs would make a link of."""
    short = text.name(name, most)
    return re.sub(r"(?<=\w)\.(?=\w)", "\u2024", re.sub(r"\w*://|/+|@", " ", short)).strip()


def _plain(parts: dict[str, str]) -> str:
    blocks = [parts["greeting"], parts["body"], f"{parts['button']}:\n{parts['link']}", parts["note"], parts["footer"]]
    return "\n\n".join(blocks) + "\n"
