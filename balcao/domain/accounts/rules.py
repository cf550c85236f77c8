"""Roles, availabilities, addresses, passwords, sessions: pure."""

import enum
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from balcao.kit.clock import DAY, HOUR, MINUTE, SECOND
from balcao.kit.errors import Problem, invalid
from balcao.kit.text import dumps


class Role(enum.StrEnum):
    """What a member may do."""

    AGENT = "agent"
    ADMINISTRATOR = "administrator"


class Availability(enum.StrEnum):
    """What a member says about being there."""

    ONLINE = "online"
    BUSY = "busy"
    OFFLINE = "offline"


class AccountStatus(enum.StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Slip(enum.StrEnum):
    """What a single-use token is good for."""

    RESET = "reset"
    CONFIRM = "confirm"
    INVITE = "invite"


SLIP_LIFE = {Slip.RESET: HOUR, Slip.CONFIRM: 7 * DAY, Slip.INVITE: 7 * DAY}
SESSION_LIFE = 60 * DAY
# Clients keep a session for the whole days that are left to it: one that has less than a day would be kept by nobody,
# so it ends a day before the date that it names.
SESSION_REST = DAY
SESSIONS_PER_USER = 25
PRESENCE_LIFE = 20 * SECOND
PAUSE_BETWEEN_MAILS = MINUTE
LOCALES = ("pt-BR", "en", "es")
DEFAULT_LOCALE = "pt-BR"
AUTO_RESOLVE_MINUTES = (10, 1_439_856)
SIGNATURE_MAX = 10_000
DOCUMENT_MAX = 65_536
EMAIL_MAX = 254
COUNTERS = ("events", "conversations")
"""The numbers that each account counts for itself."""

FEATURES = (
    "inbound_emails", "channel_email", "channel_facebook", "channel_twitter", "help_center", "agent_bots", "macros",
    "agent_management", "team_management", "inbox_management", "labels", "custom_attributes", "automations",
    "canned_responses", "integrations", "voice_recorder", "channel_website", "campaigns", "reports", "crm",
    "auto_resolve_conversations", "chatwoot_v4", "report_v4", "contact_chatwoot_support_team", "channel_instagram",
    "channel_tiktok",
)  # fmt: skip
"""Switches that existing clients look for; all of them are on in every account."""
PASSWORD_MIN = 10
PASSWORD_MAX = 1024

# Cores: the endings that policies call forth (`@123`, `2024!`) are cut off before the comparison.
_COMMON = frozenset({
    "password", "passw0rd", "p@ssword", "p@ssw0rd", "qwerty", "qwertyuiop", "qwertyui", "qwert", "asdfgh", "asdfghjkl", "zxcvbnm", "qazwsx",
    "senha", "mudar", "brasil", "flamengo", "corinthians", "palmeiras", "vasco", "admin", "administrator",
    "administrador", "root", "welcome", "bemvindo", "bienvenido", "letmein", "iloveyou", "teamo", "amor", "contrasena",
    "contraseña", "clave", "abc", "abcd", "abcdef", "abcdefg", "abcdefgh", "test", "teste", "prueba", "changeme",
    "secret", "segredo", "secreto", "monkey", "dragon", "football", "futebol", "summer", "winter", "spring", "autumn",
    "verao", "inverno", "hello", "master", "princess", "sunshine", "aa", "a", "aaa", "",
})  # fmt: skip
_EMAIL = re.compile(r"[^@\s\x00-\x1f,;:<>()\[\]\\\"]{1,64}@[^@\s\x00-\x1f,;:<>()\[\]\\\"]{1,190}")


def tidy_email(value: str) -> str:
    """An address as it is stored and compared: trimmed, lower case."""
    return value.strip().lower()


def is_email(value: str) -> bool:
    """Whether it looks like one mail address with a domain."""
    # Plain ASCII: the address travels in headers, and look-alike letters would pass for somebody else.
    if len(value) > EMAIL_MAX or not value.isascii() or not _EMAIL.fullmatch(value):
        return False
    domain = value.rsplit("@", 1)[1]
    return (
        "." in domain and ".." not in domain and not domain.startswith((".", "-")) and not domain.endswith((".", "-"))
    )


def counted_email(value: str) -> str:
    """One key for all spellings that may reach the same mailbox; limits count by it, nothing else does."""
    folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    local, _, domain = folded.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain.strip('.')}"


def accept_email(value: str) -> str:
    """A new address as it is stored. Raises what is wrong with it."""
    address = tidy_email(value)
    if not is_email(address):
        raise invalid("Email is invalid", "email")
    return address


def accept_document(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """An object of settings or attributes. Raises when it is larger than what is kept."""
    if len(dumps(value)) > DOCUMENT_MAX:
        raise invalid(f"{name.replace('_', ' ').capitalize()} is too large", name)
    return value


def locale(wanted: str | None) -> str | None:
    """The language of ours that `wanted` names (`pt_BR`, `pt`, `es-AR`); None for any other."""
    head = (wanted or "").replace("_", "-").strip().lower()
    for known in LOCALES:
        if head == known.lower() or head.partition("-")[0] == known.partition("-")[0]:
            return known
    return None


def preferred_locale(accept_language: str) -> str | None:
    """The first language of ours in a browser's list."""
    return next(filter(None, (locale(part.partition(";")[0]) for part in accept_language.split(","))), None)


def session_is_open(expires_at: int, now: int) -> bool:
    """Whether a session that ends then is still good."""
    return expires_at - SESSION_REST > now


def normal_password(value: str) -> str:
    """One form for all ways of typing the same characters."""
    return unicodedata.normalize("NFKC", value)


def accept_password(value: str, confirmation: str | None = None) -> str:
    """A new password in its normal form. Raises what is wrong with it."""
    password = normal_password(value)
    if faults := password_faults(password):
        raise invalid(", ".join(faults), "password")
    if confirmation is not None and normal_password(confirmation) != password:
        raise invalid("Password confirmation doesn't match Password", "password_confirmation")
    return password


def email_taken(email: str) -> Problem:
    """Somebody signed up with this address before."""
    return Problem(403, {"message": f"You have already signed up for an account with {email}"})


def password_faults(password: str) -> list[str]:
    """What is wrong with a new password, as sentences; empty when it is good."""
    size = len(password.encode("utf-8", "surrogatepass"))
    faults: list[str] = []
    if len(password) < PASSWORD_MIN:
        faults.append(f"Password is too short (minimum is {PASSWORD_MIN} characters)")
    if size > PASSWORD_MAX:
        # Nothing else is said of it: looking through ten megabytes is what a stranger may want.
        return [f"Password is too long (maximum is {PASSWORD_MAX} bytes)"]
    if "\0" in password:
        faults.append("Password contains a character that cannot be used")
    faults += [f"Password must contain at least 1 {what}" for what, test in _CLASSES if not any(map(test, password))]
    if _core(password) in _COMMON:
        faults.append("Password is too common")
    return faults


def _core(password: str) -> str:
    return password.lower().strip(_TRIMMINGS)


def _is_special(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


_TRIMMINGS = "0123456789!@#$%&*?+=.,;:_- "
_CLASSES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("uppercase character (A-Z)", str.isupper),
    ("lowercase character (a-z)", str.islower),
    ("number (0-9)", str.isdigit),
    ("special character", _is_special),
)
