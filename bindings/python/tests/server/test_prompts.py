"""Prompts: how they are queued, what their clients hear, and what is kept of them."""

import asyncio
import json

from serving import Server, drawing, is_reached, nap, pixel, square, talk


def test_a_drawing_is_told_from_its_start_to_its_picture(server):
    async def conversation(session):
        async with session.socket("painter", supports_preview_metadata=True) as client:
            status = await client.until("status")
            assert status["sid"] == "painter" and "queue_remaining" in status["status"]["exec_info"]
            assert (await client.until("feature_flags"))["supports_preview_metadata"] is True
            workflow = {"id": "the workflow", "nodes": []}
            extra = {"extra_pnginfo": {"workflow": workflow}}
            prompt_id = await session.queue(drawing(seed=11), "painter", extra_data=extra)
            heard = await client.end_of(prompt_id)
        names = [name for name, _ in heard]
        turning_points = ["execution_start", "execution_cached", "executing", "executed", "execution_success"]
        places = [names.index(name) for name in turning_points]
        assert places == sorted(places)
        assert {"progress", "progress_state"} <= set(names)
        assert names[-2:] == ["status", "executing"]
        metadata, picture = next(data for name, data in heard if name == "picture with metadata")
        assert metadata["node_id"] == "3" and metadata["prompt_id"] == prompt_id
        assert metadata["image_type"] == "image/jpeg" and picture.startswith(b"\xff\xd8\xff")
        assert [data["value"] for name, data in heard if name == "progress"] == [1, 2, 3]

        entry = (await session.get(f"/history/{prompt_id}"))[prompt_id]
        number, own_id, prompt, extra_data, outputs = entry["prompt"]
        assert own_id == prompt_id and prompt == drawing(seed=11) and outputs == ["9"]
        assert extra_data["client_id"] == "painter" and extra_data["extra_pnginfo"]["workflow"] == workflow
        assert entry["status"]["status_str"] == "success" and entry["status"]["completed"]
        assert [message[0] for message in entry["status"]["messages"]][-1] == "execution_success"
        assert all("timestamp" in message[1] for message in entry["status"]["messages"])
        assert entry["meta"]["9"]["display_node"] == "9"
        (image,) = entry["outputs"]["9"]["images"]
        query = {name: image[name] for name in ("filename", "subfolder", "type")}
        saved = await session.get("/view", params=query)
        assert b'"the workflow"' in saved and saved.startswith(b"\x89PNG")

    talk(server, conversation)


def test_a_client_without_the_flag_gets_plain_previews(server):
    async def conversation(session):
        async with session.socket("old") as client:
            prompt_id = await session.queue(drawing(seed=12), "old")
            heard = await client.end_of(prompt_id)
        pictures = [data for name, data in heard if name == "picture"]
        assert len(pictures) == 3 and not any(name == "picture with metadata" for name, _ in heard)
        assert all(kind == 1 and file.startswith(b"\xff\xd8\xff") for kind, file in pictures)

    talk(server, conversation)


def test_who_comes_late_gets_previews_if_it_knows_them(server):
    async def conversation(session):
        for flags in ({}, {"supports_preview_metadata": True}):
            before = await session.queue(nap(60, "first"))
            prompt_id = await session.queue(drawing(seed=13 + len(flags)), "late")
            async with session.socket("late", **flags) as client:
                if flags:
                    await client.until("feature_flags")
                await session.post("/interrupt", {"prompt_id": before})
                names = {name for name, _ in await client.end_of(prompt_id)}
            assert ("picture with metadata" in names) == bool(flags) and "picture" not in names

    talk(server, conversation)


def test_a_prompt_says_how_it_is_previewed(server):
    async def conversation(session):
        async with session.socket("chooser", supports_preview_metadata=True) as client:
            counts = {}
            for number, method in enumerate(("none", "latent2rgb", None)):
                extra = {"preview_method": method} if method else {}
                prompt_id = await session.queue(drawing(seed=40 + number), "chooser", extra_data=extra)
                names = [name for name, _ in await client.end_of(prompt_id)]
                counts[method] = names.count("picture with metadata")
        assert counts == {"none": 0, "latent2rgb": 3, None: 3}

    talk(server, conversation)


def test_progress_goes_to_its_own_client_and_status_to_all(server):
    async def conversation(session):
        async with session.socket("one") as one, session.socket("two") as two:
            prompt_id = await session.queue(nap(0.3, "isolated"), "one")
            heard = await one.end_of(prompt_id)
            assert any(name == "progress" for name, _ in heard)
            await session.queue(square(1), "two")
            await two.until("execution_start")
        assert {name for name, _ in two.heard} <= {"status", "execution_start"}

    talk(server, conversation)


def test_progress_of_a_prompt_without_a_client_goes_to_all(server):
    async def conversation(session):
        async with session.socket("page", supports_preview_metadata=True) as page, session.socket("program") as program:
            await page.until("feature_flags")
            await session.ended(await session.queue(drawing(seed=31)))
            names = {}
            for client, name in ((page, "page"), (program, "program")):
                prompt_id = await session.queue(square(31, name), name)
                heard = await client.end_of(prompt_id)
                names[name] = {event for event, _ in heard[: [event for event, _ in heard].index("execution_start")]}
        # a program that knows no previews would take them for outputs of its own prompt
        assert names["program"] == {"status", "progress", "progress_state"}
        assert names["page"] == {"status", "progress", "progress_state", "picture with metadata"}

    talk(server, conversation)


def test_prompts_that_cannot_run_are_refused_at_once(server):
    async def conversation(session):
        answer = await session.post("/prompt", {}, 400)
        assert answer["error"]["type"] == "no_prompt" and answer["node_errors"] == {}
        answer = await session.post("/prompt", {"prompt": {}}, 400)
        assert answer["error"]["type"] == "prompt_no_outputs"
        answer = await session.post("/prompt", {"prompt": {"1": {"class_type": "NoSuch", "inputs": {}}}}, 400)
        assert "NoSuch" in answer["error"]["message"]
        answer = await session.post("/prompt", {"prompt": {"1": {"inputs": {}}}}, 400)
        assert answer["error"]["type"] in ("invalid_prompt", "missing_node_type")
        for wrong in (
            {"prompt": square(), "number": "many"},
            {"prompt": square(), "extra_data": 7},
            {"prompt": square(), "partial_execution_targets": "2"},
        ):
            assert await session.post("/prompt", wrong, 400)
        many = b"[" + b"[]," * 1_500_000
        for body in (b"", b"nonsense", b"[]", b"\xff", b'{"prompt": NaN}', b"[" * 100_000, b'"\\ud800"', many):
            answer = await session.post("/prompt", None, 400, data=body)
            assert "error" in answer
        assert "more than 2000000 values" in answer["error"]
        assert (await session.get("/prompt"))["exec_info"]["queue_remaining"] >= 0

    talk(server, conversation)


def test_prompts_come_in_any_unicode(server):
    async def conversation(session):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
            body = json.dumps({"prompt": square(prefix="Größe")}, ensure_ascii=False).encode(encoding)
            prompt_id = (await session.post("/prompt", None, data=body))["prompt_id"]
            (image,) = (await session.ended(prompt_id))["outputs"]["2"]["images"]
            assert image["filename"].startswith("Größe_")

    talk(server, conversation)


def test_flags_are_in_the_first_json_that_a_client_sends(server):
    async def conversation(session):
        async with session.socket("stammerer") as client:
            await client.socket.send_str("hello")
            await client.socket.send_json({"type": "feature_flags", "data": {}})
            assert "max_upload_size" in await client.until("feature_flags")

    talk(server, conversation)


def test_numbers_that_json_lacks_are_read_but_not_answered(server):
    async def conversation(session):
        prompt = square() | {"3": {"class_type": "Nap", "inputs": {"seconds": 0, "name": "-", "more": float("inf")}}}
        prompt["2"]["is_changed"] = [float("nan")]
        workflow = {"nodes": [], "scale": float("nan")}
        prompt_id = await session.queue(prompt, extra_data={"extra_pnginfo": {"workflow": workflow}})
        entry = await session.ended(prompt_id)
        assert entry["status"]["completed"] and entry["outputs"]["2"]["images"]
        _, _, kept, extra_data, _ = entry["prompt"]
        assert kept["2"]["is_changed"] == [None] and kept["3"]["inputs"]["more"] is None
        assert extra_data["extra_pnginfo"]["workflow"]["scale"] is None

    talk(server, conversation)


def test_what_is_wrong_with_a_node_is_in_the_refusal(server):
    async def conversation(session):
        wrong = drawing()
        wrong["3"]["inputs"] |= {"steps": 0, "sampler_name": "no such"}
        del wrong["8"]["inputs"]["vae"]
        answer = await session.post("/prompt", {"prompt": wrong, "client_id": "me"}, 400)
        assert answer["error"]["type"] == "prompt_outputs_failed_validation"
        kinds = {node: {error["type"] for error in found["errors"]} for node, found in answer["node_errors"].items()}
        assert kinds == {"3": {"value_smaller_than_min", "value_not_in_list"}, "8": {"required_input_missing"}}
        found = answer["node_errors"]["3"]
        assert found["class_type"] == "KSampler" and found["dependent_outputs"] == ["9"]
        # What is right beside it runs.
        named = {
            "a": square()["1"],
            "b": {**square()["2"], "inputs": {"filename_prefix": "square", "images": ["a", 0]}},
        }
        answer = await session.post("/prompt", {"prompt": {**wrong, **named}})
        assert set(answer["node_errors"]) == {"3", "8"}
        assert list((await session.ended(answer["prompt_id"]))["outputs"]) == ["b"]

    talk(server, conversation)


def test_a_failing_prompt_is_told_and_kept(server):
    (server.base / "input").mkdir(exist_ok=True)
    (server.base / "input" / "broken.png").write_bytes(b"no picture")

    async def conversation(session):
        broken = {"1": {"class_type": "LoadImage", "inputs": {"image": "broken.png"}},
                  "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}  # fmt: skip
        entry = await session.ended(await session.queue(broken, "me"))
        assert entry["status"]["status_str"] == "error"
        event, data = entry["status"]["messages"][-1]
        assert event == "execution_error" and data["node_id"] == "1" and "broken.png" in data["exception_message"]

    talk(server, conversation)


def test_partial_targets_run_alone(server):
    async def conversation(session):
        prompt = {**square(5, "kept"), "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
        prompt_id = await session.queue(prompt, partial_execution_targets=["3"])
        assert set((await session.ended(prompt_id))["outputs"]) == {"3"}

    talk(server, conversation)


def test_numbers_and_front_decide_on_the_order(base):
    async def conversation(session):
        first = await session.queue(nap(60, "first"))
        queued = {
            "plain": await session.queue(nap(0.01, "plain")),
            "late": await session.queue(nap(0.01, "late"), number=99.5),
            "front": await session.queue(nap(0.01, "front"), front=True),
            "early": await session.queue(nap(0.01, "early"), number=-50),
        }
        queue = await session.get("/queue")
        assert [item[1] for item in queue["queue_running"]] == [first]
        order = [queued[name] for name in ("early", "front", "plain", "late")]
        assert [item[1] for item in queue["queue_pending"]] == order
        assert queue["queue_pending"][0][0] == -50 and queue["queue_pending"][0][4] == ["1"]
        assert (await session.get("/prompt"))["exec_info"]["queue_remaining"] == 5
        await session.post("/interrupt", {"prompt_id": first})
        for prompt_id in queued.values():
            await session.ended(prompt_id)
        assert list(await session.get("/history")) == [first, *order]

    with Server(base) as server:
        talk(server, conversation)


def test_waiting_prompts_are_deleted_and_cleared(base):
    async def conversation(session):
        running = await session.queue(nap(300))
        one, two, three = [await session.queue(nap(1, str(number))) for number in range(3)]
        await session.post("/queue", {"delete": [two, "no such"]})
        assert [item[1] for item in (await session.get("/queue"))["queue_pending"]] == [one, three]
        await session.post("/queue", {"clear": True})
        assert (await session.get("/queue"))["queue_pending"] == []
        # An interruption of another prompt leaves the running one alone.
        await session.post("/interrupt", {"prompt_id": "another"})
        await asyncio.sleep(0.3)
        assert (await session.get("/queue"))["queue_running"]
        await session.post("/interrupt", None, data=b"no JSON")
        entry = await session.ended(running)
        assert entry["status"]["messages"][-1][0] == "execution_interrupted"
        jobs = (await session.get("/api/jobs"))["jobs"]
        assert [(job["id"], job["status"]) for job in jobs] == [(running, "cancelled")]

    with Server(base) as server:
        talk(server, conversation)


def test_an_interruption_without_a_body_ends_a_drawing_within_a_second(server):
    async def conversation(session):
        async with session.socket("hasty") as client:

            async def attempt():
                prompt_id = await session.queue(drawing(steps=10_000), "hasty")
                await client.until("progress")
                loop = asyncio.get_running_loop()
                began = loop.time()
                await session.post("/api/interrupt")
                data = await client.until("execution_interrupted")
                is_soon = loop.time() - began < 1
                assert data["prompt_id"] == prompt_id and data["node_id"] == "3" and data["node_type"] == "KSampler"
                await session.ended(prompt_id)
                return is_soon

            assert await is_reached(attempt)

    talk(server, conversation)


def test_history_has_limits_and_offsets_and_outlives_a_restart(base):
    async def fill(session):
        ids = []
        for number in range(5):
            ids.append(await session.queue(square(number)))
            await session.ended(ids[-1])
        assert list(await session.get("/history")) == ids[1:]  # the limit is 4
        assert list(await session.get("/history?max_items=2")) == ids[3:]
        assert list(await session.get("/history?max_items=2&offset=0")) == ids[1:3]
        assert list(await session.get("/history?offset=3")) == ids[4:]
        await session.get("/history?max_items=many", 400)
        await session.post("/history", {"delete": [ids[2]]})
        assert list(await session.get("/history")) == [ids[1], ids[3], ids[4]]
        return ids

    async def look(session):
        found = await session.get("/history")
        job = await session.get(f"/jobs/{ids[4]}")
        assert job["status"] == "completed" and job["workflow"]["prompt"] == square(4)
        await session.post("/history", {"clear": True})
        assert await session.get("/history") == {}
        return list(found)

    with Server(base, "--history-limit", "4") as server:
        ids = talk(server, fill)
    with Server(base, "--history-limit", "4") as server:
        assert talk(server, look) == [ids[1], ids[3], ids[4]]
    with Server(base, "--history-limit", "4") as server:
        assert talk(server, lambda session: session.get("/history")) == {}


def test_two_workers_run_two_prompts_at_once(base):
    async def conversation(session):
        gate = base / "gate"
        async with session.socket("both") as client:
            ids = [await session.queue(nap(300, str(gate)), "both") for _ in range(3)]
            # Both work, and neither ends.
            at_work = set()
            while len(at_work) < 2:
                at_work.add((await client.until("progress"))["prompt_id"])
        assert at_work == set(ids[:2])
        queue = await session.get("/queue")
        assert [item[1] for item in queue["queue_running"]] == ids[:2]
        assert [item[1] for item in queue["queue_pending"]] == ids[2:]
        gate.touch()
        for prompt_id in ids:
            await session.ended(prompt_id)

    with Server(base, "--max-workers", "2") as server:
        talk(server, conversation)


def test_jobs_are_filtered_sorted_and_paged(base):
    async def conversation(session):
        ids = [await session.queue(nap(0.01, str(number))) for number in range(3)]
        for prompt_id in ids:
            await session.ended(prompt_id)
        running = await session.queue(nap(300))
        waiting = await session.queue(nap(300, "waiting"))

        async def jobs(query):
            return [job["id"] for job in (await session.get(f"/api/jobs?{query}"))["jobs"]]

        assert await jobs("status=in_progress") == [running]
        assert await jobs("status=pending,in_progress") == [waiting, running]
        assert await jobs("status=completed&sort_order=asc") == ids
        assert await jobs("limit=2&offset=1") == [running, ids[2]]
        page = (await session.get("/jobs?limit=2"))["pagination"]
        assert page == {"offset": 0, "limit": 2, "total": 5, "has_more": True}
        for wrong in ("status=odd", "limit=0", "limit=x", "offset=x", "sort_by=name", "sort_order=up"):
            assert "error" in await session.get(f"/api/jobs?{wrong}", 400)
        assert (await session.get(f"/api/jobs/{running}"))["status"] == "in_progress"
        assert (await session.get("/api/jobs/none", 404))["error"] == "Job not found"
        await session.post("/queue", {"clear": True})
        await session.post("/interrupt")

    with Server(base) as server:
        talk(server, conversation)


def test_files_alone_count_as_outputs_of_a_job(server):
    async def conversation(session):
        prompt_id = await session.queue(square(14) | {"3": nap(0)["1"]})
        entry = await session.ended(prompt_id)
        assert entry["outputs"]["3"] == {"text": ["nap"]}
        job = await session.get(f"/api/jobs/{prompt_id}")
        assert job["outputs_count"] == 1 and job["preview_output"]["mediaType"] == "images"

    talk(server, conversation)


def test_memory_is_freed_on_request(server):
    async def conversation(session):
        await session.ended(await session.queue(drawing(seed=13)))
        await session.post("/free", {"unload_models": True, "free_memory": True})
        async with session.socket("after") as client:
            prompt_id = await session.queue(drawing(seed=13), "after")
            heard = await client.end_of(prompt_id)
        # Nothing was left in the cache.
        assert next(data for name, data in heard if name == "execution_cached")["nodes"] == []

    talk(server, conversation)


def test_pictures_have_the_colour_that_was_asked_for(server):
    async def conversation(session):
        entry = await session.ended(await session.queue(square(0x00FF00, "folder/green")))
        (image,) = entry["outputs"]["2"]["images"]
        assert image["subfolder"] == "folder"
        file = await session.get("/view", params={key: image[key] for key in ("filename", "subfolder", "type")})
        assert pixel(file) == (0, 255, 0)

    talk(server, conversation)
