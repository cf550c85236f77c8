"""All routes of the widget."""

from balcao.api.route import Route
from balcao.api.widget import config, contact, conversations, messages, page

_MODULES = (config, contact, conversations, messages, page)

ROUTES: tuple[Route, ...] = tuple(route for module in _MODULES for route in module.room.routes)
