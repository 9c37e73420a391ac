"""ComfyUI's client for a server elsewhere, over HTTP. Needs aiohttp."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from typing import Any

import aiohttp

from .client_types import V1QueuePromptResponse
from .prompts import prompt_text

_JSON = "application/json"


class AsyncRemoteComfyClient:
    """Runs prompts on a server. Use it as an asynchronous context manager, or close it."""

    def __init__(
        self,
        server_address: str = "http://localhost:8188",
        client_id: str | None = None,
        websocket_address: str | None = None,
        loop: Any = None,
    ) -> None:
        self.client_id = client_id or str(uuid.uuid4())
        self.server_address = server_address.rstrip("/")
        self.websocket_address = websocket_address or f"{self._ws_address}/ws?clientId={self.client_id}"
        self._session: aiohttp.ClientSession | None = None

    @property
    def _ws_address(self) -> str:
        return "ws" + self.server_address.removeprefix("http")

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=600.0, connect=60.0)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def __aenter__(self) -> AsyncRemoteComfyClient:
        return self

    async def __aexit__(self, *details: object) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        async with self.session.get(self.server_address + path, params=params) as response:
            return await _checked(response)

    async def _post(self, prompt: Mapping[str, Any], accept: str, prefer: str | None = None) -> bytes:
        headers = {"Content-Type": _JSON, "Accept": accept} | ({"Prefer": prefer} if prefer else {})
        address = f"{self.server_address}/api/v1/prompts"
        async with self.session.post(address, data=prompt_text(prompt), headers=headers) as response:
            if not 200 <= response.status < 400:
                raise RuntimeError(f"could not prompt: {response.status}: {await response.text()}")
            return await response.read()

    async def len_queue(self) -> int:
        """The number of prompts that wait or run."""
        return int((await self._get("/prompt"))["exec_info"]["queue_remaining"])

    async def queue_prompt(self, prompt: Mapping[str, Any]) -> bytes:
        """Runs a prompt, and returns the first picture that it saves, as PNG."""
        return await self._post(prompt, "image/png")

    async def queue_prompt_api(
        self, prompt: Mapping[str, Any], prefer_header: str | None = None, accept_header: str = _JSON
    ) -> V1QueuePromptResponse:
        """Runs a prompt, and returns its outputs and where its pictures are."""
        found = json.loads(await self._post(prompt, accept_header, prefer_header))
        return V1QueuePromptResponse(found.get("urls", []), found.get("outputs", {}), found.get("prompt_id", ""))

    async def queue_and_forget_prompt_api(
        self, prompt: Mapping[str, Any], prefer_header: str | None = "respond-async", accept_header: str = _JSON
    ) -> str:
        """Queues a prompt, and returns its id at once."""
        return str(json.loads(await self._post(prompt, accept_header, prefer_header))["prompt_id"])

    async def queue_prompt_uris(self, prompt: Mapping[str, Any]) -> list[str]:
        """Runs a prompt, and returns where its pictures are."""
        return (await self.queue_prompt_api(prompt)).urls

    async def queue_prompt_ui(self, prompt: Mapping[str, Any]) -> dict[str, Any]:
        """Runs a prompt the way the web page does, and returns its outputs."""
        body = f'{{"client_id": {json.dumps(self.client_id)}, "prompt": {prompt_text(prompt)}}}'
        async with self.session.ws_connect(self.websocket_address, max_msg_size=0) as socket:
            headers = {"Content-Type": _JSON}
            async with self.session.post(f"{self.server_address}/prompt", data=body, headers=headers) as response:
                prompt_id = (await _checked(response))["prompt_id"]
            async for message in socket:
                said = json.loads(message.data) if message.type == aiohttp.WSMsgType.TEXT else {}
                data = said.get("data") or {}
                if said.get("type") == "executing" and data["node"] is None and data.get("prompt_id") == prompt_id:
                    break
        return dict((await self._get(f"/history/{prompt_id}"))[prompt_id]["outputs"])

    async def get_prompt_status(self, prompt_id: str) -> aiohttp.ClientResponse:
        """The server's answer on a prompt: 200 with its outputs, 204 while it runs, 404, or 500 if it failed."""
        return await self.session.get(f"{self.server_address}/api/v1/prompts/{prompt_id}")

    async def poll_prompt_until_done(
        self, prompt_id: str, max_attempts: int = 60, poll_interval: float = 1.0
    ) -> tuple[int, dict[str, Any] | None]:
        """Asks until a prompt has ended: the status, and what comes with 200 and 500. 408 if that takes too long."""
        for _ in range(max_attempts):
            async with await self.get_prompt_status(prompt_id) as response:
                if response.status != 204:
                    return response.status, await response.json() if response.status in (200, 500) else None
            await asyncio.sleep(poll_interval)
        return 408, None

    async def get_jobs(
        self,
        status: str | None = None,
        workflow_id: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
    ) -> dict[str, Any]:
        """Prompts that wait, run and have ended, as the server lists them."""
        wishes = {
            "status": status,
            "workflow_id": workflow_id,
            "limit": limit,
            "offset": offset,
            "sort_by": sort_by,
            "sort_order": sort_order,
        }
        return dict(
            await self._get("/api/jobs", {name: str(value) for name, value in wishes.items() if value is not None})
        )

    async def get_job(self, job_id: str) -> dict[str, Any] | None:
        """One of them, or None."""
        async with self.session.get(f"{self.server_address}/api/jobs/{job_id}") as response:
            return None if response.status == 404 else dict(await _checked(response))


async def _checked(response: aiohttp.ClientResponse) -> Any:
    if response.status != 200:
        raise RuntimeError(f"unexpected response: {response.status}: {await response.text()}")
    return await response.json()
