"""Taking turns: one after the other for the same key, side by side for others."""

import asyncio

from cloak_messaging.turns import Turns


async def test_those_with_a_common_key_come_one_after_the_other() -> None:
    turns, inside, most, order = Turns(), 0, 0, []

    async def come(number: int, *keys: str) -> None:
        nonlocal inside, most
        async with turns.of(keys):
            order.append(number)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    pairs = [("a", "b"), ("b", "a"), ("a", "c"), ("b", "a", "a")]
    async with asyncio.timeout(5):
        await asyncio.gather(*(come(i, *pair) for i, pair in enumerate(pairs)))
    assert most == 1
    assert order == [0, 1, 2, 3]


async def test_those_without_a_common_key_do_not_wait() -> None:
    turns = Turns()
    async with asyncio.timeout(5), turns.of(["a"]), turns.of(["b"]):
        pass


async def test_a_turn_passes_on_when_it_fails_or_nobody_waits_for_it_any_more() -> None:
    turns = Turns()

    async def never_mind() -> None:
        async with turns.of(["a"]):
            raise AssertionError("its turn never came")

    async with turns.of(["a"]):
        waiting = asyncio.create_task(never_mind())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with asyncio.timeout(5), turns.of(["a"]):
        pass
    assert not turns._locks
