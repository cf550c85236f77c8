"""Who may hand a mail to the SMTP server of the tests."""

import base64
import hmac
import secrets
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class SignIn:
    """`users` maps logins to passwords, `tokens` access tokens; both may change meanwhile."""

    def __init__(self, users: dict[str, str], tokens: dict[str, str]) -> None:
        self._users, self._tokens = users, tokens

    def check(self, *told: Any) -> AuthResult:
        """PLAIN and LOGIN."""
        given: LoginPassword = told[-1]
        login, password = given.login.decode(), given.password.decode()
        return _result(self._users.get(login) == password, login)

    async def auth_CRAM__MD5(self, server: SMTP, _args: list[str]) -> AuthResult:  # noqa: N802 - the library asks for it by this name
        challenge = f"<{secrets.token_hex(8)}@smtp.test>"
        login, _, mac = bytes(await server.challenge_auth(challenge)).decode().rpartition(" ")  # pyright: ignore[reportArgumentType]
        password = self._users.get(login, "")
        right = hmac.compare_digest(mac, hmac.new(password.encode(), challenge.encode(), "md5").hexdigest())
        return _result(right and login in self._users, login)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - the library asks for it by this name
        """As Google does: on refusal a challenge, and the client has to answer it with an empty line."""
        said = base64.b64decode(args[1]).decode()
        login, token = said.split("\x01")[0].removeprefix("user="), said.split("\x01")[1].removeprefix("auth=Bearer ")
        if self._tokens.get(login) == token:
            return _result(True, login)
        await server.challenge_auth('{"status":"400"}')
        return _result(False, login)


def _result(right: bool, login: str) -> AuthResult:
    refusal = "535 5.7.8 Username and Password not accepted"
    return AuthResult(success=right, handled=False, message=None if right else refusal, auth_data=login)
