"""While nobody knows whether a door opens, one goes ahead and the others wait for how that fares."""

import asyncio

import pytest

from balcao.kit.vanguard import Vanguard


class Door:
    """Counts who stands in it at once; stays shut or open as told, after `knock` is set."""

    def __init__(self, vanguard: Vanguard, *, opens: bool) -> None:
        self.vanguard = vanguard
        self.opens = opens
        self.knock = asyncio.Event()
        self.inside = self.most = self.tried = 0

    async def pass_through(self, name: str = "door") -> bool:
        try:
            async with self.vanguard.passing(name):
                self.tried += 1
                self.inside += 1
                self.most = max(self.most, self.inside)
                await self.knock.wait()
                self.inside -= 1
                if not self.opens:
                    raise OSError
        except OSError:
            return False
        return True


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def four_stand_in(door: Door) -> None:
    """It is known to open: nobody waits for another."""
    door.knock.clear()
    tasks = [asyncio.create_task(door.pass_through()) for _ in range(4)]
    await settle()
    assert door.inside == 4
    door.knock.set()
    await asyncio.gather(*tasks)


@pytest.mark.parametrize("opens", [True, False])
async def test_one_goes_ahead(opens: bool) -> None:
    door = Door(Vanguard(), opens=opens)
    tasks = [asyncio.create_task(door.pass_through()) for _ in range(8)]
    await settle()
    assert door.tried == 1
    door.knock.set()
    assert await asyncio.gather(*tasks) == [opens] * 8
    assert door.most == 1 or opens


async def test_an_error_that_says_nothing_of_the_door_leaves_it_open() -> None:
    door = Door(Vanguard(), opens=True)
    door.knock.set()
    assert await door.pass_through()
    with pytest.raises(ValueError, match="mine"):
        async with door.vanguard.passing("door", lambda error: isinstance(error, ValueError)):
            raise ValueError("mine")
    await four_stand_in(door)


async def test_who_comes_after_a_success_waits_for_nobody() -> None:
    door = Door(Vanguard(), opens=True)
    door.knock.set()
    assert await door.pass_through()
    await four_stand_in(door)


async def test_nobody_waits_long_for_one_who_stands_still_and_other_doors_are_others() -> None:
    door = Door(Vanguard(longest=0.05), opens=True)
    tasks = [asyncio.create_task(door.pass_through()) for _ in range(3)]
    other = asyncio.create_task(door.pass_through("another"))
    await settle()
    assert door.inside == 2
    async with asyncio.timeout(5):
        while door.inside < 4:  # noqa: ASYNC110 - nobody says when somebody has waited long enough
            await asyncio.sleep(0.01)
    door.knock.set()
    assert await asyncio.gather(*tasks, other) == [True] * 4


async def test_who_is_called_off_makes_way() -> None:
    door = Door(Vanguard(), opens=True)
    ahead = asyncio.create_task(door.pass_through())
    behind = asyncio.create_task(door.pass_through())
    await settle()
    ahead.cancel()
    await settle()
    assert door.tried == 2
    door.knock.set()
    assert await behind
