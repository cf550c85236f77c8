"""All routes of the client API."""

from balcao.api.public import contacts, conversations
from balcao.api.route import Route

_MODULES = (contacts, conversations)

ROUTES: tuple[Route, ...] = tuple(route for module in _MODULES for route in module.room.routes)
