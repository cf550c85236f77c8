"""All routes of the program: the permission table and the OpenAPI document derive from this list."""

from balcao.api import auth, dev_mail, files, hooks, monitor, test_site
from balcao.api.public import clients
from balcao.api.public import routes as public
from balcao.api.route import Route, Who
from balcao.api.v1 import (
    accounts,
    agents,
    assignable_agents,
    channels,
    connections,
    contact_inboxes,
    contacts,
    conversations,
    handling,
    health,
    inbox_members,
    inboxes,
    installation,
    labels,
    messages,
    originals,
    passwords,
    profile,
    reading,
    sessions,
    sign_in,
    teams,
    undelivered,
)
from balcao.api.widget import routes as widget
from balcao.api.widget import visitors

_MODULES = (
    accounts, agents, assignable_agents, channels, connections, contact_inboxes, contacts, conversations, dev_mail, files, handling,
    health, inbox_members, inboxes, installation, labels, messages, monitor, originals, passwords, profile, reading, sessions, teams, test_site,
    undelivered,
)  # fmt: skip

ROUTES: tuple[Route, ...] = (
    *(route for module in _MODULES for route in module.room.routes),
    *hooks.room.routes,
    *hooks.earlier.routes,
    *sign_in.there.routes,
    *sign_in.back.routes,
    *widget.ROUTES,
    *public.ROUTES,
)

auth.OTHERS |= {Who.VISITOR: visitors.identify, Who.CLIENT: clients.identify}
