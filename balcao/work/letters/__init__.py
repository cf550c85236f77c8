"""The letters that the installation writes to its users, in their languages: a text part and a plain HTML part."""

import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template

import msgspec

from balcao.domain.accounts.actions.slips import Letter
from balcao.domain.accounts.rules import LOCALES
from balcao.kit import mail, text

RESET = "auth/password/edit?config=default&redirect_url=&reset_password_token={token}"
PAGES = {
    "reset": RESET,
    "attempts": RESET,
    "confirm": "auth/confirmation?confirmation_token={token}",
    "invite": "auth/invitation?invitation_token={token}",
    "added": "login",
    "email_change": "auth/reset/password",
    "trouble": "accounts/{account}/settings/inboxes/{inbox_id}?tab=health",
    "quarantine": "accounts/{account}/settings/inboxes/{inbox_id}?tab=health",
}
"""Where on the desk each letter leads."""

PLAIN = ("email",)
"""Values that were checked when they were given."""

_HERE = Path(__file__).parent
_HTML = Template((_HERE / "letter.html").read_text("utf-8"))


class Page(msgspec.Struct, frozen=True):
    """What a letter needs to know of the installation."""

    installation: str
    link: str


def page(letter: Letter, token: str) -> str:
    """The path on the desk to which this letter leads."""
    return PAGES[letter.text].format_map({**letter.values, "token": token})


def write(letter: Letter, page: Page, key: str, now: int) -> mail.Letter:
    """The letter in its reader's language."""
    words = catalogue(letter.locale)
    names = {name: value if name in PLAIN else harmless(value) for name, value in letter.values.items()}
    names |= {"name": harmless(letter.name), "installation": page.installation}

    def said(part: str) -> str:
        return words[part].format_map(names)

    parts = {part: said(f"{letter.text}.{part}") for part in ("subject", "body", "button", "note")}
    parts |= {part: said(part) for part in ("greeting", "link_hint", "footer")} | {"link": page.link}
    return mail.Letter(
        key=key, to=letter.to, to_name=letter.name, subject=parts["subject"], text=_plain(parts),
        html=_HTML.substitute(locale=letter.locale, **{name: escape(value) for name, value in parts.items()}),
        written_at=now,
    )  # fmt: skip


@cache
def catalogue(locale: str) -> dict[str, str]:
    """Every sentence in one language."""
    name = locale if locale in LOCALES else LOCALES[0]
    return msgspec.json.decode((_HERE / f"{name}.json").read_bytes(), type=dict[str, str])


def harmless(name: str) -> str:
    """A name that a stranger chose, short and without anything that mail programs would make a link of."""
    short = text.name(name, 60)
    return re.sub(r"(?<=\w)\.(?=\w)", "\u2024", re.sub(r"\w*://|/+|@", " ", short)).strip()


def _plain(parts: dict[str, str]) -> str:
    blocks = [parts["greeting"], parts["body"], f"{parts['button']}:\n{parts['link']}", parts["note"], parts["footer"]]
    return "\n\n".join(blocks) + "\n"
