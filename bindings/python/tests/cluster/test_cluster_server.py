"""A whole cluster behind one server."""

import asyncio
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))
from serving import CHECKPOINT, Server, drawing, pixel, square, talk  # noqa: E402


def test_the_server_runs_prompts_on_all_workers(cluster, dask, home):
    async def conversation(session):
        stats = await session.get("/system_stats")
        assert len(stats["devices"]) == 2 == stats["queue"]["capacity"]
        assert all(device["vram_total"] > 0 and "tcp://" in device["name"] for device in stats["devices"])
        async with session.socket("far", supports_preview_metadata=True) as client:
            prompt_id = await session.queue(drawing(seed=31), "far")
            heard = await client.end_of(prompt_id, 120)
        names = [name for name, _ in heard]
        assert names.count("picture with metadata") == 3 and names.count("progress") == 3
        assert "executed" in names and names[-1] == "executing"
        (image,) = (await session.get(f"/history/{prompt_id}"))[prompt_id]["outputs"]["9"]["images"]
        assert Path(image["abs_path"]).parent == home / "output" / "txt2img"
        query = {key: image[key] for key in ("filename", "subfolder", "type")}
        assert (await session.get("/view", params=query)).startswith(b"\x89PNG")

        # Two run at a time, the rest waits in its order.
        ids = [await session.queue(drawing(seed=number, steps=10_000)) for number in range(2)]
        waiting = [await session.queue(square(number, "cluster/file")) for number in range(3)]
        await asyncio.sleep(0.5)
        queue = await session.get("/queue")
        assert [item[1] for item in queue["queue_running"]] == ids
        assert [item[1] for item in queue["queue_pending"]] == waiting
        await session.post("/interrupt")
        for prompt_id in ids:
            assert (await session.ended(prompt_id))["status"]["messages"][-1][0] == "execution_interrupted"
        for number, prompt_id in enumerate(waiting):
            (image,) = (await session.ended(prompt_id))["outputs"]["2"]["images"]
            assert pixel(Path(image["abs_path"]).read_bytes()) == (0, 0, number)
        await session.post("/free", {"unload_models": True, "free_memory": True})

    shutil.rmtree(home / "output" / "cluster", ignore_errors=True)
    with Server(home, "--scheduler", cluster.scheduler_address) as server:
        talk(server, conversation)
        assert "Traceback" not in server.text


def test_the_workers_models_are_those_of_the_page(cluster, dask, home, tmp_path):
    """The server's own machine needs none."""
    extra = home / "elsewhere" / "mine"
    extra.mkdir(parents=True, exist_ok=True)
    (extra / "far.safetensors").touch()
    (home / "extra_model_paths.yaml").write_text("more:\n  base_path: elsewhere\n  loras: mine\n")
    (tmp_path / "models").mkdir()

    async def conversation(session):
        assert await session.get("/models/checkpoints") == [CHECKPOINT]
        assert await session.get("/models/loras") == ["far.safetensors"]
        nodes = await session.get("/object_info")
        assert nodes["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0] == [CHECKPOINT]
        assert nodes["LoraLoader"]["input"]["required"]["lora_name"][0] == ["far.safetensors"]
        wrong = drawing()
        wrong["4"]["inputs"]["ckpt_name"] = "nowhere.safetensors"
        assert (await session.post("/prompt", {"prompt": wrong}, 400))["node_errors"]["4"]
        (image,) = (await session.ended(await session.queue(drawing(seed=33)), 120))["outputs"]["9"]["images"]
        assert Path(image["abs_path"]).parent == tmp_path / "output" / "txt2img"

    with Server(tmp_path, "--scheduler", cluster.scheduler_address, names_base=False) as server:
        talk(server, conversation)
        assert "Traceback" not in server.text


def test_without_a_scheduler_the_server_says_so(home):
    try:
        Server(home, "--scheduler", "tcp://127.0.0.1:9")
    except RuntimeError as error:
        assert "libcomfy-server: " in str(error) and "127.0.0.1:9" in str(error)
    else:
        raise AssertionError("it has started")
