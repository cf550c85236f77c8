"""Problems and mishaps as answers."""

import msgspec
import structlog
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from starlette.responses import JSONResponse, PlainTextResponse, Response

from balcao.kit.errors import Problem, invalid

log = structlog.get_logger()


def answer(error: BaseException, where: str) -> Response:
    """The answer to whatever went wrong while serving `where`."""
    if isinstance(error, Problem):
        return _problem(error)
    if isinstance(error, msgspec.ValidationError):
        return _problem(_misfit(error))
    if isinstance(error, IntegrityError):
        # Checked before writing; what comes here lost a race against the same value.
        return _problem(invalid(_collision(error)))
    if isinstance(error, DataError | OverflowError):
        # A number beyond 64 bits, a text beyond its column: no row can have it.
        return _problem(invalid("A value is out of range"))
    if isinstance(error, OperationalError):
        log.error("database unavailable", where=where, error=str(error.orig))
        return JSONResponse({"error": "The database cannot be reached, try again"}, 503, {"Retry-After": "2"})
    log.error("unexpected error", where=where, exc_info=error)
    return JSONResponse({"error": "Something went wrong on our side; it has been logged"}, 500)


def _problem(error: Problem) -> Response:
    if error.body is None:
        return Response(status_code=error.status, headers=error.headers)
    if isinstance(error.body, str):
        return PlainTextResponse(error.body, error.status, error.headers)
    return JSONResponse(error.body, error.status, error.headers)


def _misfit(error: msgspec.ValidationError) -> Problem:
    text = str(error)
    sentence, _, path = text.partition(" - at `$")
    field = path.strip("`").lstrip(".").split(".")[0].split("[")[0]
    if sentence.startswith("Object missing required field"):
        name = sentence.split("`")[1]
        return Problem(422, {"error": f"param is missing or the value is empty: {name}"})
    return invalid(f"{field.replace('_', ' ').capitalize()} is invalid: {sentence}".strip(), field)


def _collision(error: IntegrityError) -> str:
    text = str(error.orig).lower()
    for field in ("email", "phone_number", "identifier", "title", "name", "source_id", "echo_id"):
        if field in text:
            return f"{field.replace('_', ' ').capitalize()} has already been taken"
    return "The value conflicts with one that is there already"
