"""Many clients and many prompts: a sample, or all of it with COMFY_TEST_LONG=1 (`make test-server-long`)."""

import asyncio
import os
import resource
import time

import aiohttp
from serving import Server, Session, square

LONG = bool(os.environ.get("COMFY_TEST_LONG"))
IDLE_SOCKETS = 1000 if LONG else 200
PROMPTS = 5000 if LONG else 300
CLIENTS = 50 if LONG else 10


def test_idle_sockets_cost_little(base):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[1], 8192), limit[1]))

    async def conversation(session):
        async with session.socket("first") as client:
            await client.until("status")
            before = server.resident()
            sockets = await asyncio.gather(
                *(session.http.ws_connect(f"/ws?clientId={number}") for number in range(IDLE_SOCKETS))
            )
            for socket in sockets:
                await socket.receive(timeout=60)
            cost = server.resident() - before
            # All of them hear of a prompt, and the server has time for others.
            prompt_id = await session.queue(square(1))
            for socket in sockets:
                assert "status" in (await socket.receive(timeout=60)).data
            await session.ended(prompt_id)
            for socket in sockets:
                await socket.close()
        return cost

    with Server(base) as server:
        cost = _talk_without_limit(server, conversation)
        print(f"{IDLE_SOCKETS} idle sockets cost {cost / 2**20:.1f} MB")
        assert cost <= IDLE_SOCKETS * 100_000


def _talk_without_limit(server, conversation):
    async def main():
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(server.url, connector=connector) as http:
            return await conversation(Session(http))

    return asyncio.run(main())


def test_many_prompts_of_many_clients_leave_memory_as_it_was(base):
    async def one_client(session, name, count):
        """Queues prompts one after another, and hears of the end of each."""
        async with session.socket(name) as client:
            for number in range(count):
                # Each is another prompt: its text is in its file's name.
                prompt_id = await session.queue(square(number % 251, f"{name}/{number % 7}"), name)
                heard = await client.end_of(prompt_id, 120)
                assert "execution_success" in {event for event, _ in heard}

    async def conversation(session):
        sizes = []
        began = time.monotonic()
        rounds = 5
        for _ in range(rounds):
            share = PROMPTS // CLIENTS // rounds
            await asyncio.gather(*(one_client(session, f"client{number}", share) for number in range(CLIENTS)))
            sizes.append(server.resident())
        rate = PROMPTS / (time.monotonic() - began)
        assert len(await session.get("/history")) == 100
        return sizes, rate

    with Server(base, "--history-limit", "100") as server:
        sizes, rate = _talk_without_limit(server, conversation)
        shown = ", ".join(f"{size / 2**20:.1f}" for size in sizes)
        print(f"{PROMPTS} prompts of {CLIENTS} clients: {rate:.0f} a second; MB after each fifth: {shown}")
        # The history of 100 is full after the first fifth.
        assert sizes[-1] - sizes[1] < (4 << 20) + PROMPTS * 1000


def test_a_stream_of_requests_does_not_starve_the_prompts(base):
    async def conversation(session):
        stop = asyncio.Event()

        async def ask():
            while not stop.is_set():
                await session.get("/queue")

        asking = [asyncio.create_task(ask()) for _ in range(8)]
        try:
            began = time.monotonic()
            for number in range(10):
                await session.ended(await session.queue(square(number)))
            assert time.monotonic() - began < 60
        finally:
            stop.set()
            await asyncio.gather(*asking)

    with Server(base) as server:
        _talk_without_limit(server, conversation)
