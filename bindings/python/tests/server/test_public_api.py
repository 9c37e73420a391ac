"""/api/v1/prompts and OpenAI's endpoint: pictures as the answer."""

import base64
import json

import aiohttp
from serving import CHECKPOINT, nap, pixel, png, square, talk


def test_a_prompt_is_answered_with_its_outputs(server):
    async def conversation(session):
        async with session.http.post("/api/v1/prompts", json=square(0x0000FF, "api")) as response:
            assert response.status == 200
            # of the prompt as Python's json writes it without spaces, its keys in the order in which they came
            digest = "dc0d44a5f5df0203be635b869653d277216a3ad09ea66c1a56be42888c77c91c"
            assert response.headers["Digest"] == f"SHA-256={digest}"
            answer = await response.json()
            location = response.headers["Location"]
        assert location == f"/api/v1/prompts/{answer['prompt_id']}"
        (image,) = answer["outputs"]["2"]["images"]
        assert pixel(await session.get(answer["urls"][0])) == (0, 0, 255)
        assert await session.get(location) == answer["outputs"]
        assert image["filename"] in answer["urls"][0] and "abs_path" not in answer["urls"][0]
        assert await session.get("/api/v1/prompts") == square(0x0000FF, "api")
        await session.get("/api/v1/prompts/none", 404)

    talk(server, conversation)


def test_the_picture_comes_in_the_accepted_format(server):
    async def conversation(session):
        for accept, kind in (
            ("image/png", "image/png"),
            ("image/jpeg", "image/jpeg"),
            ("text/html;q=0.9, image/webp", "image/webp"),
            ("image/jpeg;q=0.5, image/png;q=0.9", "image/png"),
            ("*/*", "application/json"),
        ):
            async with session.http.post(
                "/api/v1/prompts", json=square(7, "kind"), headers={"Accept": accept}
            ) as answer:
                assert answer.status == 200 and answer.content_type == kind, accept
                if kind != "application/json":
                    assert pixel(await answer.read())
                    assert answer.headers["Content-Disposition"].startswith('filename="kind')
        await session.post("/api/v1/prompts", square(), 406, headers={"Accept": "text/html"})

    talk(server, conversation)


def test_pictures_need_no_name(server):
    async def conversation(session):
        prompt = square(3)
        del prompt["2"]["inputs"]["filename_prefix"]
        async with session.http.post("/api/v1/prompts", json=prompt, headers={"Accept": "image/png"}) as response:
            assert response.status == 200 and response.headers["Content-Disposition"].startswith('filename="ComfyUI_')

    talk(server, conversation)


def test_nobody_has_to_wait(server, tmp_path):
    async def conversation(session):
        for number, options in enumerate(
            (
                {"headers": {"Prefer": "respond-async"}},
                {"headers": {"Accept": "application/json+respond-async"}},
                {"params": {"prefer": "respond-async"}},
            )
        ):
            gate = tmp_path / str(number)
            async with session.http.post("/api/v1/prompts", json=nap(300, str(gate)), **options) as response:
                assert response.status == 202 and response.headers["Retry-After"]
                location, prompt_id = response.headers["Location"], (await response.json())["prompt_id"]
            await session.get(location, 204)
            gate.touch()
            await session.ended(prompt_id)
            assert (await session.get(location))["1"]["text"] == [str(gate)]

    talk(server, conversation)


def test_files_come_along(server):
    async def conversation(session):
        prompt = {
            "1": {"class_type": "LoadImage", "inputs": {"image": "along.png"}},
            "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "along", "images": ["1", 0]}},
        }

        def form(name):
            data = aiohttp.FormData(quote_fields=False)
            data.add_field("files", png((4, 5, 6)), filename=name, content_type="image/png")
            data.add_field("prompt", json.dumps(prompt), content_type="application/json")
            return data

        answer = await session.post("/api/v1/prompts", None, data=form("along.png"), headers={"Accept": "image/png"})
        assert pixel(answer) == (4, 5, 6)
        await session.post("/api/v1/prompts", None, 400, data=form("../along.png"))
        await session.post("/api/v1/prompts", None, 415, data=form("along.html"))

    talk(server, conversation)


def test_what_fails_says_so(server):
    async def conversation(session):
        await session.post("/api/v1/prompts", {}, 400)
        assert (await session.post("/api/v1/prompts", {"1": {"class_type": "No", "inputs": {}}}, 400))["type"]
        no_picture = {"1": {"class_type": "Nap", "inputs": {"seconds": 0.01, "name": "x"}}}
        await session.post("/api/v1/prompts", no_picture, 204)
        failing = {
            "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
            "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "../../out", "images": ["1", 0]}},
        }
        status = await session.post("/api/v1/prompts", failing, 500)
        assert status["status_str"] == "error" and status["messages"][-1][0] == "execution_error"
        assert not list(server.base.parent.glob("out*"))

    talk(server, conversation)


def test_a_file_of_the_editor_may_be_posted(server):
    workflow = {
        "last_node_id": 2, "last_link_id": 1, "version": 0.4, "groups": [], "config": {}, "extra": {},
        "nodes": [
            {"id": 1, "type": "EmptyImage", "pos": [0, 0], "size": [1, 1], "flags": {}, "order": 0, "mode": 0,
             "inputs": [], "outputs": [{"name": "IMAGE", "type": "IMAGE", "links": [1]}], "properties": {},
             "widgets_values": [8, 8, 1, 255]},
            {"id": 2, "type": "SaveImage", "pos": [0, 0], "size": [1, 1], "flags": {}, "order": 1, "mode": 0,
             "inputs": [{"name": "images", "type": "IMAGE", "link": 1}], "outputs": [], "properties": {},
             "widgets_values": ["editor"]},
        ],
        "links": [[1, 1, 0, 2, 0, "IMAGE"]],
    }  # fmt: skip

    async def conversation(session):
        answer = await session.post("/api/v1/prompts", workflow, headers={"Accept": "image/png"})
        assert pixel(answer) == (0, 0, 255)

    talk(server, conversation)


def test_pictures_are_drawn_as_openai_has_it(server):
    async def conversation(session):
        request = {"prompt": "a large red circle", "size": "128x128", "steps": 2, "n": 2, "seed": 5}
        answer = await session.post("/v1/images/generations", request)
        assert answer["created"] > 1_700_000_000
        first, second = (base64.b64decode(item["b64_json"]) for item in answer["data"])
        assert first.startswith(b"\x89PNG") and first != second
        answer = await session.post(
            "/v1/images/generations", {**request, "model": CHECKPOINT, "response_format": "url"}
        )
        assert await session.get(answer["data"][0]["url"]) == first
        for field, value in (
            ("size", "7x7"),
            ("size", "100x128"),
            ("stream", True),
            ("output_format", "bmp"),
            ("n", 0),
            ("n", 1.5),
            ("steps", "x"),
            ("seed", -1),
            ("prompt", 7),
        ):
            error = (await session.post("/v1/images/generations", {**request, field: value}, 400))["error"]
            assert error["param"] == field and error["type"] == "invalid_request_error"
        error = (await session.post("/v1/images/generations", {**request, "model": "none"}, 404))["error"]
        assert error["code"] == "model_not_found"
        await session.post("/v1/images/generations", {**request, "sampler_name": "none"}, 400)
        await session.post("/v1/images/generations", None, 400, data=b"{")
        assert [model["id"] for model in (await session.get("/v1/models"))["data"]] == [CHECKPOINT]
        assert (await session.get(f"/v1/models/{CHECKPOINT}"))["id"] == CHECKPOINT
        error = (await session.get("/v1/models/none", 404))["error"]
        assert error["code"] == "model_not_found"
        for path in ("/v1/images/edits", "/v1/images/variations"):
            async with session.http.post(path, data=png()) as response:
                error = (await response.json())["error"]
                assert response.status == 404 and "not offered" in error["message"]

    talk(server, conversation)


def test_pictures_are_drawn_in_the_format_that_is_asked_for(server):
    async def conversation(session):
        request = {"prompt": "a large red circle", "size": "64x64", "steps": 1, "seed": 5}
        for name, beginning in (("jpeg", b"\xff\xd8\xff"), ("webp", b"RIFF"), ("png", b"\x89PNG")):
            wanted = {**request, "output_format": name}
            answer = await session.post("/v1/images/generations", wanted)
            assert answer["output_format"] == name
            whole = base64.b64decode(answer["data"][0]["b64_json"])
            assert whole.startswith(beginning)
            answer = await session.post("/v1/images/generations", {**wanted, "response_format": "url"})
            assert (await session.get(answer["data"][0]["url"])).startswith(beginning)
            wanted["output_compression"] = 10
            if name == "png":
                error = (await session.post("/v1/images/generations", wanted, 400))["error"]
                assert error["param"] == "output_compression"
            else:
                answer = await session.post("/v1/images/generations", wanted)
                assert len(base64.b64decode(answer["data"][0]["b64_json"])) < len(whole)

    talk(server, conversation)
