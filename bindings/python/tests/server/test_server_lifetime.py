"""Beginnings and ends: of the server, its workers and its clients."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from serving import Server, drawing, nap, square, talk


def children(pid):
    """The processes that a process has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def test_a_worker_that_dies_fails_its_prompt_alone(server):
    async def conversation(session):
        async with session.socket("survivor") as client:
            prompt_id = await session.queue(drawing(steps=10_000), "survivor")
            await client.until("progress")
            for pid in children(server.process.pid):
                os.kill(pid, signal.SIGKILL)
            error = await client.until("execution_error")
            assert error["prompt_id"] == prompt_id and "SIGKILL" in error["exception_message"]
            await session.ended(prompt_id)  # the event comes first
            job = (await session.get("/jobs?limit=1"))["jobs"][0]
            assert job["id"] == prompt_id and job["status"] == "failed" and job["execution_error"]
            prompt_id = await session.queue(square(77), "survivor")
            assert (await session.ended(prompt_id))["status"]["completed"]

    talk(server, conversation)


def test_a_client_that_comes_back_hears_where_its_prompt_is(server, tmp_path):
    async def conversation(session):
        arrived = tmp_path / "arrived"
        async with session.socket("traveller") as client:
            prompt_id = await session.queue(nap(300, str(arrived)), "traveller")
            await client.until("progress")
        async with session.socket("traveller", supports_preview_metadata=True) as client:
            status = await client.until("status")
            assert status["sid"] == "traveller" and status["status"]["exec_info"]["queue_remaining"] == 1
            executing = await client.until("executing")
            assert executing["node"] == "1" and executing["prompt_id"] == prompt_id
            await client.until("progress")
            arrived.touch()
            heard = await client.end_of(prompt_id)
            assert {"executed", "execution_success"} <= {name for name, _ in heard}

    talk(server, conversation)


def test_a_second_connection_takes_the_place_of_the_first(server):
    async def conversation(session):
        async with session.socket("twin") as first, session.socket("twin") as second:
            await second.until("status")
            while (await first.next())[0] != "closed":
                pass
            prompt_id = await session.queue(nap(0.05, "twin"), "twin")
            assert await second.end_of(prompt_id)

    talk(server, conversation)


def test_sigterm_ends_all_of_it_in_good_time(base):
    def attempt():
        with Server(base) as server:

            async def conversation(session):
                async with session.socket("last") as client:
                    await session.queue(drawing(steps=10_000), "last")
                    await session.queue(nap(100), "last")
                    await client.until("progress")
                    began = time.monotonic()
                    workers = children(server.process.pid)
                    server.process.send_signal(signal.SIGTERM)
                    while (await client.next())[0] != "closed":
                        pass
                    assert client.socket.close_code == 1001
                    names = [name for name, _ in client.heard]
                    assert "execution_interrupted" in names
                    assert await asyncio.to_thread(server.process.wait, 60) == 0
                    return workers, time.monotonic() - began

            workers, seconds = talk(server, conversation)
            assert workers and not any(Path(f"/proc/{pid}").exists() for pid in workers)
            assert "Traceback" not in server.text
            return seconds

    assert any(attempt() < 8 for _ in range(4))


def test_a_prompt_that_waits_on_the_api_is_answered_at_the_end(base):
    with Server(base) as server:

        async def conversation(session):
            asking = asyncio.create_task(session.post("/api/v1/prompts", nap(300), 500))
            while not (await session.get("/queue"))["queue_running"]:
                await asyncio.sleep(0.02)
            server.process.send_signal(signal.SIGTERM)
            assert (await asking)["status_str"] == "error"

        talk(server, conversation)
        assert server.process.wait(60) == 0


def test_wrong_options_are_told_in_a_line(base):
    def run(*options):
        command = [sys.executable, "-m", "libcomfy.server", *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=base)

    assert run("--port", "x").returncode == 2
    assert run("--tls-keyfile", "x").returncode == 2
    missing = run("--config", "missing.yaml")
    assert missing.returncode == 1 and "missing.yaml" in missing.stderr and "Traceback" not in missing.stderr
    with Server(base) as server:
        taken = run("--port", server.authority.rpartition(":")[2])
        assert taken.returncode == 1 and "address already in use" in taken.stderr and "Traceback" not in taken.stderr
    help_text = run("--help").stdout
    assert "--extra-model-paths-config" in help_text and "--token-file" in help_text


def test_settings_come_from_files_and_variables(base, tmp_path):
    (tmp_path / "settings.yaml").write_text("max_upload_size: 7\npreview_method: none\n")

    async def conversation(session):
        assert (await session.get("/features"))["max_upload_size"] == 7 << 20
        async with session.socket("quiet", supports_preview_metadata=True) as client:
            heard = await client.end_of(await session.queue(drawing(seed=21), "quiet"))
        assert not any(name.startswith("picture") for name, _ in heard)

    with Server(base, "--config", str(tmp_path / "settings.yaml")) as server:
        talk(server, conversation)


def test_importing_the_library_does_not_import_the_server():
    code = "import sys, libcomfy; print({'aiohttp', 'yaml', 'PIL', 'distributed'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"
