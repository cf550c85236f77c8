"""The mail servers of an inbox, as its settings name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from balcao.channels.contract import Site
from balcao.channels.email.oauth import PROVIDERS


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server and how one gets in. `security` is `tls`, `starttls` or `none`; with `by_token` the password is a token."""

    host: str
    port: int
    security: str
    login: str
    password: str
    by_token: bool = False


def imap_server(settings: Mapping[str, Any], site: Site) -> MailServer | None:
    """Where mail is fetched; None when nothing is."""
    if (signed := PROVIDERS.get(str(settings.get("provider")))) is not None:
        return _signed_in(settings, _moved(site, signed.name, "imap", signed.imap))
    if settings.get("provider") == "forward" or not (settings.get("imap_enabled") and settings.get("imap_address")):
        return None
    by_switch = "none" if settings.get("imap_enable_ssl") is False else "tls"
    return _by_password(settings, "imap", 993, by_switch)


def smtp_server(settings: Mapping[str, Any], site: Site) -> MailServer | None:
    """Where mail is handed over; None when the installation's own server sends it. An empty login goes in without."""
    if (signed := PROVIDERS.get(str(settings.get("provider")))) is not None:
        return _signed_in(settings, _moved(site, signed.name, "smtp", signed.smtp))
    if not (settings.get("smtp_enabled") and settings.get("smtp_address")):
        return None
    by_switch = "starttls" if settings.get("smtp_enable_starttls_auto") is not False else "none"
    return _by_password(settings, "smtp", 587, "tls" if settings.get("smtp_enable_ssl_tls") else by_switch)


def can_send(settings: Mapping[str, Any], site: Site) -> bool:
    """Whether there is a server that takes its answers."""
    return smtp_server(settings, site) is not None or bool(site.keys.get("smtp_host"))


def receives(settings: Mapping[str, Any], site: Site) -> bool:
    """Whether mail is meant to come in: a client that knows only the address sets its servers afterwards."""
    return settings.get("provider") == "forward" or imap_server(settings, site) is not None


def folders_of(settings: Mapping[str, Any]) -> list[str]:
    """The folders that are read, each once."""
    named = (name.strip() for name in str(settings.get("imap_folders") or "").split(","))
    return list(dict.fromkeys(filter(None, named))) or ["INBOX"]


def _signed_in(settings: Mapping[str, Any], place: tuple[str, int, str]) -> MailServer:
    return MailServer(*place, login=str(settings.get("email") or ""), password="", by_token=True)


def _by_password(settings: Mapping[str, Any], way: str, port: int, by_switch: str) -> MailServer:
    return MailServer(
        host=str(settings[f"{way}_address"]).strip("[]"),
        port=int(settings.get(f"{way}_port") or port),
        security=str(settings.get(f"{way}_security") or by_switch),
        login=str(settings.get(f"{way}_login") or ""),
        password=str(settings.get(f"{way}_password") or ""),
    )


def _moved(site: Site, provider: str, way: str, place: tuple[str, int, str]) -> tuple[str, int, str]:
    """The provider's server; a test has its own in its stead: `host:port:security`."""
    named = site.keys.get(f"oauth_{provider}_{way}")
    if named is None:
        return place
    host, port, security = named.split(":")
    return host, int(port), security
