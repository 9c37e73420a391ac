"""Chromium without a window, driven over its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import aiohttp


def find_browser() -> str | None:
    """Chromium's program, or another one that speaks the same protocol."""
    named = os.environ.get("COMFY_TEST_BROWSER")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Page:
    """A tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session: str, screenshots: Path) -> None:
        self._socket = socket
        self._session = session
        self._screenshots = screenshots
        self._number = 0
        self._waiting: dict[int, asyncio.Future] = {}
        #: What the console says is an error, and exceptions that nobody caught.
        self.errors: list[str] = []
        #: What the page was answered: status, address.
        self.answers: list[tuple[int, str]] = []
        self._expected: dict[str, asyncio.Future] = {}
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if said.get("id") in self._waiting:
                self._waiting.pop(said["id"]).set_result(said)
            elif "method" in said:
                self._heard(said["method"], said["params"])

    def next_event(self, method: str) -> asyncio.Future:
        """What the next event of that name says."""
        return self._expected.setdefault(method, asyncio.get_running_loop().create_future())

    def _heard(self, method: str, params: dict) -> None:
        if method in self._expected:
            self._expected.pop(method).set_result(params)
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "assert"):
            self.errors.append(" ".join(str(item.get("value", item.get("description"))) for item in params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            self.errors.append(f"{entry['text']} {entry.get('url', '')}")
        elif method == "Network.responseReceived":
            self.answers.append((params["response"]["status"], params["response"]["url"]))
        elif method == "Page.javascriptDialogOpening":
            asyncio.create_task(self.send("Page.handleJavaScriptDialog", accept=True))

    async def send(self, method: str, **params):
        """A command of the protocol, and its result."""
        self._number += 1
        future = self._waiting[self._number] = asyncio.get_running_loop().create_future()
        command = {"id": self._number, "method": method, "params": params, "sessionId": self._session}
        await self._socket.send_json(command)
        answer = await asyncio.wait_for(future, 60)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    async def run(self, code: str):
        """The value of an expression in the page; promises are waited for."""
        answer = await self.send("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", str(answer)))
        return answer["result"].get("value")

    async def until(self, code: str, seconds: float = 30):
        """The value of an expression, once it is true."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            value = await self.run(code)
            if value:
                return value
            if asyncio.get_running_loop().time() > deadline:
                await self.screenshot("timed-out")
                raise TimeoutError(f"{code} is not so after {seconds} s; errors: {self.errors}")
            await asyncio.sleep(0.1)

    async def open(self, url: str) -> None:
        await self.send("Page.navigate", url=url)

    async def click(self, selector: str, seconds: float = 20) -> None:
        """A click of the mouse in the middle of an element, once it is there."""
        place = json.dumps(selector)
        x, y = await self.until(
            f"(() => {{ const e = document.querySelector({place}); if (!e) return null;"
            "e.scrollIntoView({block: 'nearest'}); const r = e.getBoundingClientRect();"
            "return r.width && r.height ? [r.x + r.width / 2, r.y + r.height / 2] : null })()",
            seconds,
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            await self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def press(self, key: str, code: str = "", number: int = 0) -> None:
        for kind in ("keyDown", "keyUp"):
            await self.send(
                "Input.dispatchKeyEvent", type=kind, key=key, code=code or key, windowsVirtualKeyCode=number
            )

    async def screenshot(self, name: str) -> None:
        """Keeps a picture of the page."""
        self._screenshots.mkdir(parents=True, exist_ok=True)
        picture = await self.send("Page.captureScreenshot", format="png")
        (self._screenshots / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))

    async def close(self) -> None:
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)


@contextlib.asynccontextmanager
async def browser_page(program: str, screenshots: Path):
    """A tab of a browser that reaches nothing but this machine."""
    profile = tempfile.mkdtemp(prefix="libcomfy-browser-")
    process = await asyncio.create_subprocess_exec(
        program,
        "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
        "--disable-dev-shm-usage", "--window-size=1600,1000", "--lang=en-US", f"--user-data-dir={profile}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    drain = None
    try:
        async with asyncio.timeout(60):
            while not (found := re.search(rb"DevTools listening on (ws://\S+)", await process.stderr.readline())):
                if process.stderr.at_eof():
                    raise RuntimeError(f"{program} does not start")
        drain = asyncio.create_task(process.stderr.read())
        async with aiohttp.ClientSession() as http:
            async with http.ws_connect(found.group(1).decode(), max_msg_size=0) as socket:
                session = await _attach(socket)
                page = Page(socket, session, screenshots)
                for domain in ("Page", "Runtime", "Log", "Network"):
                    await page.send(f"{domain}.enable")
                yield page
                await page.close()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if drain is not None:
            await asyncio.gather(drain, return_exceptions=True)
        shutil.rmtree(profile, ignore_errors=True)


async def _attach(socket: aiohttp.ClientWebSocketResponse) -> str:
    """A session with a new tab."""

    async def command(number, method, **params):
        await socket.send_json({"id": number, "method": method, "params": params})
        while True:
            said = json.loads((await socket.receive(timeout=60)).data)
            if said.get("id") == number:
                return said["result"]

    target = await command(100_001, "Target.createTarget", url="about:blank")
    attached = await command(100_002, "Target.attachToTarget", targetId=target["targetId"], flatten=True)
    return attached["sessionId"]
