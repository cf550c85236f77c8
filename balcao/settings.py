# Long because: every setting stands here with its sentence and its rule, so that one page has them all.
"""Every operator setting, one frozen class, a sentence each. From the environment (`BALCAO_…`) or one TOML file."""

import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgspec

PREFIX = "BALCAO_"
FILE = "BALCAO_CONFIG"


class Wrong(Exception):
    """A setting that cannot be used; the message is one line that names it."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the operator may decide. Names in the environment are these in capitals, after `BALCAO_`."""

    data: Path = Path("data")
    """Folder of the database, the files and the secret key."""

    database: str | None = None
    """Database address; empty: SQLite in the data folder. For PostgreSQL: `postgresql://user:password@host/name`."""

    host: str = "127.0.0.1"
    """Address to listen on."""

    port: int = 3000
    """Port to listen on."""

    base_url: str | None = None
    """Public address of this installation, as customers and agents reach it. Links in mails and file addresses start with it."""

    secret_key: str | None = None
    """Secret that sessions and tokens derive from, and with which passwords of mailboxes are sealed (32 characters or more). Empty: made once and kept in the data folder; processes on several machines must share it."""

    name: str = "Balcão"
    """Name of this installation, shown in mails and titles."""

    locale: str = "pt-BR"
    """Language of new accounts that do not choose one: `pt-BR`, `en` or `es`."""

    signup: bool = True
    """Whether strangers may open an account. The first account can always be made with `balcao account create`."""

    smtp_host: str | None = None
    """Mail server for invitations and password links, and for inboxes that have none. Empty: mails are shown in the log and on `/dev/mail`, and no confirmation is asked for."""

    smtp_port: int = 587
    """Port of the mail server."""

    smtp_user: str | None = None
    """Name to sign in with at the mail server."""

    smtp_password: str | None = None
    """Password to sign in with at the mail server."""

    smtp_security: str = "starttls"
    """How the way to the mail server is protected: `starttls`, `tls` or `none`."""

    mail_from: str | None = None
    """Sender of the installation's mails, like `Balcão <balcao@example.com>`."""

    mail_domain: str | None = None
    """Domain whose mail this installation receives itself, like `inbound.example.com`; e-mail inboxes get forwarding addresses in it."""

    mail_listen: str | None = None
    """Address and port where mail for that domain is received by SMTP, like `0.0.0.0:25`. Empty: not received by SMTP."""

    mail_listen_lmtp: str | None = None
    """Address and port where your own mail server hands over mail for that domain by LMTP, like `127.0.0.1:2424`."""

    mail_certificate: Path | None = None
    """PEM file with the certificate that the SMTP receiver offers for STARTTLS, and those above it."""

    mail_certificate_key: Path | None = None
    """PEM file with the key of that certificate."""

    mail_ca: Path | None = None
    """PEM file of an authority of your own whose certificates of mail servers count, beside the public ones."""

    mail_relay_password: str | None = None
    """Password with which a relay posts mail to `/hooks/email/…`, by HTTP Basic authentication (16 characters or more). Empty: none may."""

    mailgun_signing_key: str | None = None
    """Key with which Mailgun signs the mail that it posts."""

    mandrill_webhook_keys: str | None = None
    """Keys with which Mandrill signs the mail that it posts, one of each webhook or inbound route, separated by commas."""

    ses_topics: str | None = None
    """Topics of Amazon SNS to which Amazon SES publishes mail, like `arn:aws:sns:us-east-1:123456789012:mail`, separated by commas."""

    ses_access_key: str | None = None
    """Id of an access key that may read (`s3:GetObject`) the bucket in which Amazon SES leaves mail. Empty: nothing is fetched from S3."""

    ses_secret_key: str | None = None
    """Secret of that access key."""

    google_client_id: str | None = None
    """Client id of this installation at Google, for inboxes that are connected by signing in there. Its redirect address is `<base URL>/google/callback`."""

    google_client_secret: str | None = None
    """Client secret of this installation at Google."""

    microsoft_client_id: str | None = None
    """Application id of this installation at Microsoft Entra. Its redirect address is `<base URL>/microsoft/callback`."""

    microsoft_client_secret: str | None = None
    """Client secret of this installation at Microsoft Entra."""

    microsoft_tenant: str = "common"
    """Who may sign in at Microsoft: `common` for everybody, or the id of one organisation."""

    upload_limit_mb: int = 40
    """Largest file that may be sent, in megabytes."""

    trusted_proxies: str = ""
    """Addresses or networks of reverse proxies whose `X-Forwarded-For` is believed, separated by commas."""

    private_targets: str = ""
    """Private addresses or networks where webhooks and mail servers of inboxes may be, separated by commas. Empty: none."""

    rate_limits: bool = True
    """Whether calls are limited in number. Switch off only for load tests."""

    monitor_token: str | None = None
    """Token with which `/metrics` and `/health/details` are read (16 characters or more). Empty: only on this machine, and not through a proxy."""

    log_format: str = "text"
    """How the log is written: `text` for people, `json` for machines."""

    @property
    def database_url(self) -> str:
        """The database's full address."""
        return self.database or f"sqlite:///{self.data.resolve()}/balcao.db"

    @property
    def public_url(self) -> str:
        """The base of all addresses that are handed out."""
        return (self.base_url or f"http://{_reachable(self.host)}:{self.port}").rstrip("/")


def _reachable(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104 - compared, not bound


def load(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """The settings in force: command line over environment over file over defaults. Raises `Wrong`."""
    env = os.environ if environment is None else environment
    values = {
        **_from_file(env.get(FILE)),
        **_from_environment(env),
        **{k: v for k, v in given.items() if v is not None},
    }
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise Wrong(_sentence(error)) from None
    _check(settings)
    return settings


def _path(_kind: type, value: Any) -> Path:
    # The one type here that msgspec does not read by itself.
    return Path(value)


def _from_file(path: str | None) -> dict[str, Any]:
    if not path:
        return {}
    try:
        values = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise Wrong(f"{FILE}: cannot read {path}: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise Wrong(f"{FILE}: {path} is not valid TOML: {error}") from None
    for name in values:
        if name not in Settings.__struct_fields__:
            raise Wrong(f"{path}: there is no setting called {name}")
    return values


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, value in env.items():
        if not variable.startswith(PREFIX) or variable == FILE or variable.startswith(_FOR_TESTS):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in Settings.__struct_fields__:
            raise Wrong(f"{variable}: there is no setting of this name")
        if value != "":
            values[name] = value
    return values


_DOMAIN = r"(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_FOR_TESTS = ("BALCAO_TEST_", "BALCAO_CHROMIUM")


def _sentence(error: msgspec.ValidationError) -> str:
    text, _, path = str(error).partition(" - at `$.")
    return f"{PREFIX}{path.strip('`').upper()}: {text}" if path else text


def _are_networks(text: str) -> bool:
    try:
        return all(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        return False


def _is_listener(text: str | None) -> bool:
    host, _, port = (text or "").rpartition(":")
    return text is None or (bool(host) and port.isascii() and port.isdigit() and int(port) < 65536)


_TOPIC = r"arn:aws[a-z-]*:sns:[a-z0-9-]{3,30}:[0-9]{12}:[A-Za-z0-9_-]{1,256}"


def _are_topics(text: str | None) -> bool:
    return all(re.fullmatch(_TOPIC, part.strip()) for part in (text or "").split(",") if part.strip())


def _are_a_pair(left: object, right: object) -> bool:
    return (left is None) == (right is None)


def _check(settings: Settings) -> None:
    rules = (
        ("PORT", 0 <= settings.port < 65536, "must be between 0 and 65535"),
        ("LOCALE", settings.locale in ("pt-BR", "en", "es"), "must be pt-BR, en or es"),
        ("LOG_FORMAT", settings.log_format in ("text", "json"), "must be text or json"),
        ("SMTP_SECURITY", settings.smtp_security in ("starttls", "tls", "none"), "must be starttls, tls or none"),
        ("SECRET_KEY", settings.secret_key is None or len(settings.secret_key) >= 32, "must have 32 characters or more"),
        ("BASE_URL", (settings.base_url or "http://x").startswith(("http://", "https://")), "must start with http:// or https://"),
        ("DATABASE", settings.database_url.startswith(("sqlite:///", "postgresql://", "postgres://")), "must start with postgresql:// or sqlite:///"),
        ("TRUSTED_PROXIES", _are_networks(settings.trusted_proxies), "must be addresses or networks, separated by commas"),
        ("PRIVATE_TARGETS", _are_networks(settings.private_targets), "must be addresses or networks, separated by commas"),
        ("MAIL_DOMAIN", re.fullmatch(_DOMAIN, settings.mail_domain or "a.b") is not None, "must be a domain, like inbound.example.com"),
        ("MAIL_LISTEN", _is_listener(settings.mail_listen), "must be an address and a port, like 0.0.0.0:25"),
        ("MAIL_LISTEN_LMTP", _is_listener(settings.mail_listen_lmtp), "must be an address and a port, like 127.0.0.1:2424"),
        ("MAIL_CERTIFICATE_KEY", _are_a_pair(settings.mail_certificate, settings.mail_certificate_key), "goes together with BALCAO_MAIL_CERTIFICATE"),
        ("MAIL_RELAY_PASSWORD", settings.mail_relay_password is None or len(settings.mail_relay_password) >= 16, "must have 16 characters or more"),
        ("MONITOR_TOKEN", settings.monitor_token is None or len(settings.monitor_token) >= 16, "must have 16 characters or more"),
        ("SES_TOPICS", _are_topics(settings.ses_topics), "must be ARNs of SNS topics, separated by commas"),
        ("SES_SECRET_KEY", _are_a_pair(settings.ses_access_key, settings.ses_secret_key), "goes together with BALCAO_SES_ACCESS_KEY"),
        ("GOOGLE_CLIENT_SECRET", _are_a_pair(settings.google_client_id, settings.google_client_secret), "goes together with BALCAO_GOOGLE_CLIENT_ID"),
        ("MICROSOFT_CLIENT_SECRET", _are_a_pair(settings.microsoft_client_id, settings.microsoft_client_secret), "goes together with BALCAO_MICROSOFT_CLIENT_ID"),
        ("MICROSOFT_TENANT", re.fullmatch(r"[\w.-]{1,100}", settings.microsoft_tenant) is not None, "must be common, or the id of an organisation"),
        ("UPLOAD_LIMIT_MB", 1 <= settings.upload_limit_mb <= 2048, "must be between 1 and 2048"),
    )  # fmt: skip
    for name, good, sentence in rules:
        if not good:
            raise Wrong(f"{PREFIX}{name}: {sentence}")
