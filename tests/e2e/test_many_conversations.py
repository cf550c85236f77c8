"""Ten thousand conversations: the list opens as fast as a short one, scrolls smoothly, and follows what happens."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from balcao import settings
from bench.seed import seed
from tests.e2e.desk import Desk, browser_of, desk_of
from tests.e2e.staff import Staff, sign_in
from tests.e2e.watch import Watch
from tests.support.office import Office
from tests.support.server import Server

MANY = 10_000
# Drawn rows: what is in sight and a few around it.
DRAWN = 40
SCROLL = """() => new Promise((drawn) => {
  document.querySelector('.window').scrollBy(0, 120);
  requestAnimationFrame(() => requestAnimationFrame(drawn));
})"""
EVERYTHING = "/conversations?assignee_type=all&status=all"


class Work:
    """What a page has cost the processor: how long others kept it waiting does not count."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def done(self) -> float:
        """Seconds so far."""
        told = self._session.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in told if one["name"] == "TaskDuration")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    data = tmp_path_factory.mktemp("crowded")
    seeded = seed(settings.load({}, data=data), MANY, MANY)
    server = Server(data, env={"BALCAO_RATE_LIMITS": "false"})
    person, account_id = sign_in(server.url, "ana@example.com")
    yield Staff(Office(server.url, account_id, seeded.token), person)
    server.stop()


@pytest.fixture
def desk(browser: Browser, crowded: Staff, watch: Watch) -> Iterator[Desk]:
    context = watch.over(browser_of(browser, crowded))
    yield desk_of(context, crowded)
    context.close()


def test_the_list_is_endless_and_stays_light(desk: Desk) -> None:
    """Scrolled through a thousand rows: never more than a few dozen in the page, no row twice, none left out."""
    desk.open(EVERYTHING)
    expect(desk.rows.first).to_be_visible()
    window = desk.page.locator(".window")
    seen: list[str] = []
    while len(seen) < 1_000:
        shown = desk.page.eval_on_selector_all("[data-row]", "rows => rows.map((row) => row.dataset.row)")
        assert len(shown) <= DRAWN
        seen += [row for row in shown if row not in set(seen)]
        last = shown[-1]
        window.evaluate("(box) => box.scrollBy(0, box.clientHeight)")
        expect(desk.page.locator(f'[data-row="{last}"] + [data-row]')).to_be_attached()
    assert [int(row) for row in seen] == sorted((int(row) for row in seen), reverse=True)


def test_scrolling_drops_no_frames_to_speak_of(desk: Desk) -> None:
    """A second of scrolling with the wheel: the page draws on; no pause that a person would feel as a hang."""
    desk.open(EVERYTHING)
    expect(desk.rows.first).to_be_visible()
    work = Work(desk.page)
    frames: list[float] = []
    for _ in range(60):
        before = work.done()
        desk.page.evaluate(SCROLL)
        frames.append(work.done() - before)
    # A hundredth of a second each; a list that drew all its rows took seconds.
    assert max(frames) < 0.1


def test_what_is_new_comes_on_top_without_moving_who_reads_further_down(desk: Desk, crowded: Staff) -> None:
    desk.open(EVERYTHING)
    window = desk.page.locator(".window")
    expect(desk.rows.first).to_be_visible()
    window.evaluate("box => box.scrollTo(0, 82 * 10)")
    read = desk.rows.filter(has_text="Contato 9988")
    expect(read).to_be_in_viewport()
    place, before = read.get_attribute("aria-posinset"), read.bounding_box()
    assert place
    crowded.answer(9_000, "de longe para o topo")
    expect(read).to_have_attribute("aria-posinset", str(int(place) + 1))
    assert read.bounding_box() == before
    window.evaluate("box => box.scrollTo(0, 0)")
    expect(desk.rows.first).to_contain_text("de longe para o topo")
