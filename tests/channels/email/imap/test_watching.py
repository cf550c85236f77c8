"""What somebody who watches a mailbox gets from it: every mail once, soon, and nothing changed there."""

import asyncio
import shutil
import threading
from collections.abc import Callable

import pytest

from balcao.channels.email.imap.visit import Pace
from balcao.channels.outcomes import Retry
from tests.channels.email.imap.mailbox import AT_ONCE, Box, mail

MakeBox = Callable[..., Box]
BRISK = Pace(idle=0.2, poll=0.05, others=0.05)


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "imap-7"]


async def test_a_new_mail_arrives_by_itself_and_stays_unread_there(box: MakeBox) -> None:
    mine = box()
    mine.deliver(mail(1))
    async with mine.watched() as desk:
        assert desk.arrivals == [], "what was there before the inbox was connected is not brought"
        mine.deliver(mail(2))
        await desk.until(lambda: len(desk.arrivals) == 1)
        (arrival,) = desk.arrivals
    assert arrival.way == "imap"
    assert arrival.raw.endswith(b"\r\nOnde est\xc3\xa1 2?\r\n")
    assert arrival.facts["folder"] == "INBOX"
    assert (arrival.facts["uid"], arrival.facts["uidvalidity"]) == (2, desk.cursor["folders"]["INBOX"]["uidvalidity"])
    assert mine.dovecot.flags(mine.user) == ["", ""]


async def test_what_came_while_nobody_looked_is_brought_in_order(box: MakeBox) -> None:
    """EML-21: after days of outage everything is fetched, however much it is."""
    mine = box()
    async with mine.watched():
        pass
    mine.drop([mail(number) for number in range(700)])
    async with mine.watched() as desk:
        assert desk.numbers() == list(range(700))
        assert [arrival.facts["uid"] for arrival in desk.arrivals] == list(range(1, 701))
    async with mine.watched() as desk:
        assert desk.brought == 700, "nothing is brought twice, though `n:*` always names the last mail"


async def test_the_first_time_the_last_days_are_brought_if_wanted(box: MakeBox) -> None:
    mine = box(settings={"imap_since_days": 3})
    old, recent = mine.dovecot.drop(mine.user, [mail(1), mail(2)])
    mine.dovecot.age(old, days=30)
    mine.dovecot.age(recent, days=2)
    async with mine.watched() as desk:
        assert desk.numbers() == [2]
        mine.deliver(mail(3))
        await desk.until(lambda: len(desk.arrivals) == 2)
        assert desk.numbers() == [2, 3]


async def test_a_mail_that_arrived_long_ago_and_is_moved_in_now_is_brought(box: MakeBox) -> None:
    mine = box()
    async with mine.watched() as desk:
        (moved,) = mine.dovecot.drop(mine.user, [mail(1)])
        mine.dovecot.age(moved, days=90)
        await desk.until(lambda: len(desk.arrivals) == 1)


async def test_every_folder_is_looked_into(box: MakeBox) -> None:
    mine = box(settings={"imap_folders": "INBOX, Suporte/Vendas São Paulo, Spam"}, pace=BRISK)
    for folder in ("Suporte/Vendas S&AOM-o Paulo", "Spam"):
        mine.dovecot.folder(mine.user, folder)
    async with mine.watched() as desk:
        mine.drop([mail(1)], "Suporte/Vendas S&AOM-o Paulo")
        mine.drop([mail(2)], "Spam")
        mine.drop([mail(3)])
        await desk.until(lambda: len(desk.arrivals) == 3)
    where = {arrival.facts["folder"] for arrival in desk.arrivals}
    assert where == {"INBOX", "Suporte/Vendas São Paulo", "Spam"}


async def test_a_folder_is_found_though_its_name_is_written_in_another_way(box: MakeBox) -> None:
    mine = box(settings={"imap_folders": "inbox.suporte.novos"})
    mine.dovecot.folder(mine.user, "Suporte/Novos")
    async with mine.watched() as desk:
        mine.drop([mail(1)], "Suporte/Novos")
        await desk.until(lambda: len(desk.arrivals) == 1)


@pytest.mark.parametrize("folders", ["INBOX, Nao existe", "Nao existe, INBOX"])
async def test_a_folder_that_does_not_exist_is_named_and_the_others_are_watched(box: MakeBox, folders: str) -> None:
    mine = box(settings={"imap_folders": folders}, pace=BRISK)
    async with mine.watched() as desk:
        assert desk.warning == "The mailbox has no folder named Nao existe"
        mine.deliver(mail(1))
        await desk.until(lambda: desk.numbers() == [1])
        mine.dovecot.folder(mine.user, "Nao existe")
        await desk.until(lambda: desk.warning is None)
        mine.drop([mail(2)], "Nao existe")
        await desk.until(lambda: desk.numbers() == [1, 2])


async def test_a_folder_that_is_removed_while_it_is_watched_is_named(box: MakeBox) -> None:
    mine = box(settings={"imap_folders": "INBOX, Vendas"}, pace=BRISK)
    place = mine.dovecot.folder(mine.user, "Vendas")
    async with mine.watched() as desk:
        assert desk.warning is None
        shutil.rmtree(place)
        await desk.until(lambda: desk.warning == "The mailbox has no folder named Vendas")
        mine.deliver(mail(1))
        await desk.until(lambda: desk.numbers() == [1])


async def test_a_mailbox_without_any_of_its_folders_is_in_trouble(box: MakeBox) -> None:
    with pytest.raises(Retry, match="no folder named Nada, Nem isto"):
        await box(settings={"imap_folders": "Nada, Nem isto"}).watch()


async def test_new_numbers_for_every_mail_bring_only_what_is_new(box: MakeBox) -> None:
    """EML-21: UIDVALIDITY changed, as after the restoration of a backup."""
    mine = box()
    mine.dovecot.age(mine.dovecot.drop(mine.user, [mail(0)])[0], days=1)
    async with mine.watched() as desk:
        mine.drop([mail(1), mail(2)])
        await desk.until(lambda: len(desk.arrivals) == 2)
        before = desk.cursor["folders"]["INBOX"]["uidvalidity"]
    mine.dovecot.stop()
    mine.drop([mail(3)])
    mine.dovecot.renumber(mine.user)
    mine.dovecot.start()
    async with mine.watched() as desk:
        assert desk.cursor["folders"]["INBOX"]["uidvalidity"] != before
        assert desk.numbers() == [1, 2, 3], "and not the one from before the inbox was connected"
        brought = desk.brought
        mine.deliver(mail(4))
        await desk.until(lambda: desk.brought > brought)
        assert desk.numbers() == [1, 2, 3, 4]


async def test_the_server_is_asked_again_when_nothing_was_heard(box: MakeBox) -> None:
    mine = box(pace=BRISK)
    async with mine.watched() as desk:
        looks = desk.looks
        await desk.until(lambda: desk.looks >= looks + 3)


async def test_calling_it_off_ends_the_thread_and_the_connection_at_once(box: MakeBox) -> None:
    mine = box()
    task = asyncio.create_task(mine.watch())
    await mine.desk.until_looked()
    (thread,) = threads()
    task.cancel()
    async with asyncio.timeout(AT_ONCE):
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    thread.join(AT_ONCE)
    assert not thread.is_alive()


async def test_a_desk_that_cannot_keep_stops_the_watch_and_nothing_is_passed_over(box: MakeBox) -> None:
    mine = box()
    async with mine.watched():
        pass
    mine.drop([mail(number) for number in range(120)])

    def refuse() -> None:
        raise OSError("disk full")

    mine.desk.before_keeping = refuse
    with pytest.raises(OSError, match="disk full"):
        await mine.watch()
    for thread in threads():
        thread.join(1)
    assert threads() == []
    mine.desk.before_keeping = None
    async with mine.watched() as desk:
        assert desk.numbers() == list(range(120))


async def test_a_plain_connection_turns_to_tls_where_that_is_asked_for(box: MakeBox) -> None:
    mine = box()
    mine.settings = {"imap_port": mine.dovecot.imap, "imap_security": "starttls"}
    async with mine.watched() as desk:
        mine.deliver(mail(1))
        await desk.until(lambda: len(desk.arrivals) == 1)
