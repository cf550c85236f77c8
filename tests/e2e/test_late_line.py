"""What happens between the server's answer and the moment from which the socket listens is nobody's news: the desk asks again."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.e2e.desk import Desk
from tests.e2e.staff import Staff

# What follows by itself on a new conversation would tell of it, too.
UNASSIGNED = {"enable_auto_assignment": False}
LIST = "**/api/v1/accounts/*/conversations?*"
THREAD = "**/api/v1/accounts/*/conversations/*/messages*"


def late(page: Page, address: str, meanwhile: Callable[[], object]) -> None:
    """The answer from `address` is drawn, then `meanwhile` happens, then the socket subscribes, and then the answer arrives."""
    answered: list[Callable[[], None]] = []
    held: list[Callable[[], None]] = []

    def hold_answer(route: Route) -> None:
        answer = route.fetch()
        meanwhile()
        answered.append(lambda: route.fulfill(response=answer))
        for say in held:
            say()

    def hold_line(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def up(said: str | bytes) -> None:
            if answered:
                server.send(said)
            else:
                held.append(lambda: server.send(said))

        def down(said: str | bytes) -> None:
            line.send(said)
            if "confirm_subscription" in str(said):
                for arrive in answered:
                    arrive()

        line.on_message(up)
        server.on_message(down)

    page.route_web_socket("**/cable", hold_line)
    page.route(address, hold_answer, times=1)


def test_a_conversation_that_began_before_the_line_stood_is_in_the_list(
    desk: Desk, staff: Staff, site: dict[str, Any]
) -> None:
    staff.office.call("PATCH", f"inboxes/{site['id']}", UNASSIGNED)
    staff.conversation(site, "já estava aqui")
    late(desk.page, LIST, lambda: staff.conversation(site, "chegou no meio"))
    desk.open()
    expect(desk.row("já estava aqui")).to_be_visible()
    expect(desk.row("chegou no meio")).to_be_visible()


def test_a_message_that_came_before_the_line_stood_is_in_the_thread(
    desk: Desk, staff: Staff, site: dict[str, Any]
) -> None:
    number = staff.conversation(site, "já estava aqui")
    late(desk.page, THREAD, lambda: staff.answer(number, "chegou no meio"))
    desk.at(number)
    expect(desk.bubble("chegou no meio")).to_be_visible()
