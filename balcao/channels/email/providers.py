"""Well-known mail providers: whose domains and mail exchangers are whose, their servers, and what their users must know."""

from dataclasses import dataclass
from functools import cache

from balcao.channels.about import Words
from balcao.channels.email import hints as h

Server = tuple[str, int, str]
"""Host, port, and `tls` or `starttls`."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider. `exchangers` are ends of the names of its mail exchangers, by which domains of its customers are known.

    `plus`: it delivers `name+x@domain`. `login` is `address`, or `local` for the part before the @. `hint` is what its
    users must do before a password works; `sign_in` the provider that lets them in without one. Without `imap` its mail
    cannot be fetched.
    """

    name: str
    domains: tuple[str, ...] = ()
    exchangers: tuple[str, ...] = ()
    imap: Server | None = None
    smtp: Server | None = None
    plus: bool = False
    login: str = "address"
    hint: Words | None = None
    sign_in: str | None = None


def _tls(host: str) -> Server:
    return host, 993, "tls"


def _out(host: str, port: int = 465) -> Server:
    return host, port, "starttls" if port == 587 else "tls"


PRESETS = (
    Preset(
        "Google", ("gmail.com", "googlemail.com"), (".google.com", ".googlemail.com"), _tls("imap.gmail.com"),
        _out("smtp.gmail.com", 587), plus=True, hint=h.GOOGLE, sign_in="google",
    ),
    Preset(
        "Outlook.com",
        (
            "outlook.com", "outlook.com.br", "outlook.es", "hotmail.com", "hotmail.com.br", "hotmail.es", "live.com",
            "live.com.mx", "msn.com",
        ),
        (".olc.protection.outlook.com",), _tls("outlook.office365.com"), _out("smtp-mail.outlook.com", 587), plus=True,
        hint=h.MICROSOFT, sign_in="microsoft",
    ),
    Preset(
        "Microsoft 365", (), (".mail.protection.outlook.com", ".mx.microsoft"), _tls("outlook.office365.com"),
        _out("smtp.office365.com", 587), plus=True, hint=h.MICROSOFT, sign_in="microsoft",
    ),
    Preset(
        "Yahoo",
        ("yahoo.com", "yahoo.com.br", "yahoo.com.mx", "yahoo.com.ar", "yahoo.es", "ymail.com", "rocketmail.com"),
        (".yahoodns.net",), _tls("imap.mail.yahoo.com"), _out("smtp.mail.yahoo.com"), hint=h.app_password("Yahoo"),
    ),
    Preset("AOL", ("aol.com",), (), _tls("imap.aol.com"), _out("smtp.aol.com"), hint=h.app_password("AOL")),
    Preset(
        "iCloud", ("icloud.com", "me.com", "mac.com"), (".mail.icloud.com",), _tls("imap.mail.me.com"),
        _out("smtp.mail.me.com", 587), plus=True, hint=h.app_password("Apple"),
    ),
    Preset(
        "Zoho", ("zohomail.com", "zoho.com"), (), _tls("imap.zoho.com"), _out("smtp.zoho.com"), plus=True,
        hint=h.switched_on("Zoho"),
    ),
    Preset(
        "Zoho", (), (".zoho.com", ".zohomail.com"), _tls("imappro.zoho.com"), _out("smtppro.zoho.com"), plus=True,
        hint=h.switched_on("Zoho"),
    ),
    Preset(
        "Zoho EU", ("zoho.eu", "zohomail.eu"), (".zoho.eu", ".zohomail.eu"), _tls("imap.zoho.eu"), _out("smtp.zoho.eu"),
        plus=True, hint=h.switched_on("Zoho"),
    ),
    Preset(
        "Fastmail", ("fastmail.com", "fastmail.fm"), (".messagingengine.com",), _tls("imap.fastmail.com"),
        _out("smtp.fastmail.com"), plus=True, hint=h.app_password("Fastmail"),
    ),
    Preset(
        "Yandex", ("yandex.com", "yandex.ru", "ya.ru"), (".yandex.net", ".yandex.ru"), _tls("imap.yandex.com"),
        _out("smtp.yandex.com"), plus=True, hint=h.app_password("Yandex"),
    ),
    Preset(
        "GMX", ("gmx.com", "gmx.us"), (".gmx.com",), _tls("imap.gmx.com"), _out("mail.gmx.com", 587),
        hint=h.switched_on("GMX"),
    ),
    Preset(
        "GMX", ("gmx.net", "gmx.de", "gmx.at", "gmx.ch"), (".gmx.net",), _tls("imap.gmx.net"),
        _out("mail.gmx.net", 587), hint=h.switched_on("GMX"),
    ),
    Preset(
        "mail.com", ("mail.com", "email.com"), (".mail.com",), _tls("imap.mail.com"), _out("smtp.mail.com", 587),
        hint=h.switched_on("mail.com"),
    ),
    Preset(
        "WEB.DE", ("web.de",), (), _tls("imap.web.de"), _out("smtp.web.de", 587), hint=h.switched_on("WEB.DE"),
    ),
    Preset(
        "UOL", ("uol.com.br",), (), _tls("imap.uol.com.br"), _out("smtps.uol.com.br", 587), login="local",
        hint=h.switched_on("UOL"),
    ),
    Preset(
        "BOL", ("bol.com.br",), (), _tls("imap.bol.com.br"), _out("smtps.bol.com.br", 587), login="local",
        hint=h.switched_on("BOL"),
    ),
    Preset("Terra", ("terra.com.br",), (), _tls("imap.terra.com.br"), _out("smtp.terra.com.br", 587)),
    Preset("iG", ("ig.com.br",), (), _tls("imap.ig.com.br"), _out("smtp.ig.com.br")),
    Preset(
        "Locaweb", (), (".locaweb.com.br", ".email-ssl.com.br"), _tls("email-ssl.com.br"), _out("email-ssl.com.br"),
    ),
    Preset(
        "KingHost", (), (".kinghost.net", ".kinghost.com.br"), _tls("imap.kinghost.net"),
        _out("smtp.kinghost.net", 587),
    ),
    Preset("Umbler", (), (".umbler.com",), _tls("imap.umbler.com"), _out("smtp.umbler.com", 587)),
    Preset("Hostinger", (), (".hostinger.com",), _tls("imap.hostinger.com"), _out("smtp.hostinger.com"), plus=True),
    Preset("Titan", (), (".titan.email",), _tls("imap.titan.email"), _out("smtp.titan.email"), hint=h.switched_on("Titan")),
    Preset("GoDaddy", (), (".secureserver.net",), _tls("imap.secureserver.net"), _out("smtpout.secureserver.net")),
    Preset("Private Email", (), (".privateemail.com",), _tls("mail.privateemail.com"), _out("mail.privateemail.com")),
    Preset("Rackspace", (), (".emailsrvr.com",), _tls("secure.emailsrvr.com"), _out("secure.emailsrvr.com")),
    Preset("Migadu", (), (".migadu.com",), _tls("imap.migadu.com"), _out("smtp.migadu.com"), plus=True),
    Preset(
        "mailbox.org", ("mailbox.org",), (".mailbox.org",), _tls("imap.mailbox.org"), _out("smtp.mailbox.org"),
        plus=True,
    ),
    Preset("IONOS", (), (".ionos.com", ".ionos.es", ".ionos.mx"), _tls("imap.ionos.com"), _out("smtp.ionos.com")),
    Preset("OVHcloud", (), (".mail.ovh.net",), _tls("imap.mail.ovh.net"), _out("smtp.mail.ovh.net")),
    Preset("Proton", ("proton.me", "protonmail.com", "pm.me"), (".protonmail.ch",), plus=True, hint=h.PROTON),
    Preset("Tuta", ("tuta.com", "tutanota.com", "tuta.io"), (".tutanota.de",), hint=h.no_imap("Tuta")),
)  # fmt: skip


@cache
def _by_domain() -> dict[str, Preset]:
    return {domain: preset for preset in PRESETS for domain in preset.domains}


def of_domain(domain: str) -> Preset | None:
    """The provider that gives out addresses of this domain."""
    return _by_domain().get(domain.lower())


def of_exchangers(names: list[str]) -> Preset | None:
    """The provider whose servers take the mail of a domain; the first exchanger counts."""
    for name in names:
        for preset in PRESETS:
            if f".{name.lower().rstrip('.')}".endswith(preset.exchangers):
                return preset
    return None


def of_host(host: str) -> Preset | None:
    """The provider to which a mail server belongs."""
    for preset in PRESETS:
        if host.lower() in {server[0] for server in (preset.imap, preset.smtp) if server}:
            return preset
    return None
