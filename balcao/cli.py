"""The command line: `balcao serve` and its neighbours."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from balcao import __version__, settings
from balcao.settings import Settings, Wrong

_OPTIONS = (
    click.option("--host", help="Address to listen on."),
    click.option("--port", type=int, help="Port to listen on."),
)
_STORE_OPTIONS = (
    click.option("--data", type=click.Path(path_type=Path), help="Folder of the database, the files and the secret."),
    click.option("--database", help="Database address (default: SQLite in the data folder)."),
)


def _with(options: Any) -> Any:
    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _settings(**given: Any) -> Settings:
    try:
        return settings.load(**given)
    except Wrong as error:
        raise click.ClickException(str(error)) from None


@click.group()
@click.version_option(__version__, prog_name="balcao")
def main() -> None:
    """Balcão: one place where a team talks with its customers."""


@main.command()
@_with(_OPTIONS + _STORE_OPTIONS)
def serve(**given: Any) -> None:
    """Serve everything in one process: pages, API, sockets and jobs."""
    from balcao.serving import serve_all  # noqa: PLC0415 - the other commands start faster without a server

    serve_all(_settings(**given), web=True, worker=True)


@main.command()
@_with(_OPTIONS + _STORE_OPTIONS)
def web(**given: Any) -> None:
    """Serve pages, API and sockets; jobs run in `balcao worker`. PostgreSQL only."""
    from balcao.serving import serve_all  # noqa: PLC0415 - only this command pays for it

    serve_all(_split(_settings(**given)), web=True, worker=False)


@main.command()
@_with(_STORE_OPTIONS)
def worker(**given: Any) -> None:
    """Run jobs only. PostgreSQL only."""
    from balcao.serving import work_only  # noqa: PLC0415 - only this command pays for it

    work_only(_split(_settings(**given)))


def _split(chosen: Settings) -> Settings:
    if chosen.database_url.startswith("sqlite"):
        raise click.ClickException(
            "web and worker are two processes and need PostgreSQL: set --database postgresql://…, or use `balcao serve`"
        )
    return chosen


@main.command()
@_with(_STORE_OPTIONS)
def migrate(**given: Any) -> None:
    """Bring the database up to this version."""
    from balcao.serving import prepare  # noqa: PLC0415 - only this command pays for it

    done = prepare(_settings(**given))
    click.echo("The database was migrated." if done else "The database is up to date.")


@main.command()
@_with(_OPTIONS + _STORE_OPTIONS)
def check(**given: Any) -> None:
    """Check settings, database, disk, base URL and clock; exit 1 when something is wrong."""
    from balcao.checking import findings  # noqa: PLC0415 - only this command pays for it

    found = findings(_settings(**given))
    for finding in found:
        click.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.sentence}")
    sys.exit(0 if all(finding.good for finding in found) else 1)


@main.group()
def account() -> None:
    """Accounts of this installation."""


@account.command("create")
@click.option("--name", required=True, help="Name of the account (the company).")
@click.option("--email", required=True, help="Its first administrator's address.")
@click.option("--password", required=True, help="The administrator's password.")
@click.option("--user-name", help="The administrator's name (default: from the address).")
@click.option("--locale", help="Language of the account.")
@_with(_STORE_OPTIONS)
def account_create(
    name: str, email: str, password: str, user_name: str | None, locale: str | None, **given: Any
) -> None:
    """Open an account with its first administrator; prints ids and the access token as JSON."""
    from balcao.opening import Refused, open_account  # noqa: PLC0415 - only this command pays for it

    chosen = _settings(**given)
    try:
        opened = open_account(chosen, name=name, email=email, password=password, user_name=user_name, locale=locale)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(json.dumps(opened))


@main.command()
@click.option("--size", type=float, default=1.0, show_default=True, help="1 is several hundred conversations.")
@click.option("--password", default="Balcao#2026!", show_default=True, help="Password of the demo's people.")
@_with(_STORE_OPTIONS)
def demo(size: float, password: str, **given: Any) -> None:
    """Fill in a believable account in Portuguese; prints how to sign in as JSON."""
    from balcao.demo import build  # noqa: PLC0415 - only this command pays for it

    click.echo(json.dumps(build(_settings(**given), size=size, password=password)))


@main.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from balcao.api.openapi import document  # noqa: PLC0415 - only this command pays for it
    from balcao.api.table import ROUTES  # noqa: PLC0415 - only this command pays for it

    click.echo(json.dumps(document(ROUTES), indent=1, ensure_ascii=False))


@main.command()
def permissions() -> None:
    """Print who may call what."""
    from balcao.api.table import ROUTES  # noqa: PLC0415 - only this command pays for it

    for route in sorted(ROUTES, key=lambda r: (r.path, r.method)):
        click.echo(f"{route.method:7}{route.who:34}{route.path}")
