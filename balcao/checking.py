"""`balcao check`: what an operator should know before opening the doors."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from sqlalchemy import text

from balcao.settings import Settings
from balcao.store import dialect, migrate

LEAST_FREE = 200 * 1024 * 1024
LARGEST_SKEW = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    good: bool
    sentence: str


def findings(settings: Settings) -> list[Finding]:
    """Everything, in order; each check answers even when another fails."""
    return [_settings(settings), _disk(settings), _database(settings), _base_url(settings), _clock(settings)]


def _settings(settings: Settings) -> Finding:
    secret = "set" if settings.secret_key else f"kept in {settings.data / 'secret.key'}"
    mail = settings.smtp_host or "none: mails are shown in the log"
    return Finding("settings", True, f"data in {settings.data}, secret key {secret}, mail server {mail}")


def _disk(settings: Settings) -> Finding:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=settings.data) as probe:
            probe.write(b"balcao")
        free = shutil.disk_usage(settings.data).free
    except OSError as error:
        return Finding("disk", False, f"cannot write to {settings.data}: {error.strerror}. Give this user the folder")
    sentence = f"{free // 1024**2:,} MB free in {settings.data}"
    return Finding("disk", free >= LEAST_FREE, sentence if free >= LEAST_FREE else f"{sentence}: make room")


def _database(settings: Settings) -> Finding:
    url = settings.database_url
    path = dialect.file_of(url)
    if path is not None and not path.exists():
        return Finding("database", True, "none yet: it is made at the first start")
    engine = dialect.make_engine(url, connections=1)
    try:
        with engine.connect() as conn:
            conn.execute(text("SELECT 1"))
            revision = migrate.revision(conn)
    except Exception as error:  # noqa: BLE001 - whatever the driver says is the finding
        return Finding("database", False, f"cannot be reached: {str(error).splitlines()[0]}")
    finally:
        engine.dispose()
    if revision is not None and revision > migrate.HEAD:
        return Finding("database", False, f"revision {revision} is newer than this version ({migrate.HEAD}): upgrade")
    return Finding("database", True, f"revision {revision or 'none'}, this version has {migrate.HEAD}")


def _base_url(settings: Settings) -> Finding:
    url = urlsplit(settings.public_url)
    if settings.base_url is None:
        return Finding(
            "base URL", True, f"{settings.public_url} (not set: fine on this machine, set BALCAO_BASE_URL for others)"
        )
    if url.scheme != "https" and url.hostname not in ("localhost", "127.0.0.1"):
        return Finding(
            "base URL", False, f"{settings.public_url} is not https: the mobile app and browsers' microphones refuse it"
        )
    return Finding("base URL", bool(url.hostname), settings.public_url)


def _clock(settings: Settings) -> Finding:
    """Compare with the database's clock: two machines that disagree make tokens fail early or late."""
    if dialect.is_embedded(settings.database_url):
        now = time.time()
        sane = now > parsedate_to_datetime("Thu, 01 Jan 2026 00:00:00 GMT").timestamp()
        return Finding("clock", sane, time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now)))
    engine = dialect.make_engine(settings.database_url, connections=1)
    try:
        with engine.connect() as conn:
            theirs = float(conn.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar() or 0)
    except Exception:  # noqa: BLE001 - said by the database check already
        return Finding("clock", False, "unknown: the database cannot be reached")
    finally:
        engine.dispose()
    skew = abs(time.time() - theirs)
    return Finding("clock", skew < LARGEST_SKEW, f"{skew:.1f} s from the database's clock")
