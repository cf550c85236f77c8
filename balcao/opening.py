"""Open an account from the command line."""

from typing import Any

from balcao.app import build_house
from balcao.domain.accounts import actions, rules
from balcao.kit.errors import Problem
from balcao.kit.passwords import hash_now
from balcao.serving import prepare
from balcao.settings import Settings
from balcao.store.tx import Tx


class Refused(Exception):
    """The account cannot be opened; the text says why."""


def open_account(settings: Settings, *, name: str, email: str, password: str, **more: Any) -> dict[str, Any]:
    """An account with its first administrator; ids and the access token. Raises `Refused`."""
    prepare(settings)
    house = build_house(settings)

    def unit(tx: Tx) -> dict[str, Any]:
        owner = actions.NewUser(
            email=email, name=more.get("user_name") or "", password_hash=hash_now(rules.accept_password(password)),
            confirmed=True,
        )  # fmt: skip
        new = actions.NewAccount(name=name, owner=owner, locale=more.get("locale") or settings.locale)
        opened = actions.open_account(tx, house.keyring, new)
        token = house.keyring.token("access", opened.user_id)
        return {"account_id": opened.account_id, "user_id": opened.user_id, "email": email, "access_token": token}

    try:
        return house.store.write_now(unit)
    except Problem as problem:
        body = problem.body if isinstance(problem.body, dict) else {}
        raise Refused(body.get("message") or body.get("error") or str(problem)) from None
    finally:
        house.store.close()
