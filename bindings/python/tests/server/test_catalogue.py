"""What the server tells of itself: nodes, models, packs, templates, the page."""

import json
import os
import struct
import subprocess
import sys

from serving import CHECKPOINT, Server, drawing, nap, png, square, talk


def test_every_node_says_which_module_it_is_of(server):
    async def conversation(session):
        nodes = await session.get("/api/object_info")
        assert {"KSampler", "SaveImage", "Nap"} <= set(nodes)
        assert all(isinstance(node["python_module"], str) for node in nodes.values())
        assert (
            nodes["Nap"]["python_module"].startswith("custom_nodes") and nodes["KSampler"]["python_module"] == "nodes"
        )
        assert CHECKPOINT in json.dumps(nodes["CheckpointLoaderSimple"]["input"])
        for name, node in nodes.items():
            assert node["name"] == name and isinstance(node["output_node"], bool) and "input" in node
        assert list(nodes["KSampler"]["input"]["required"])[0] == "model"
        assert await session.get("/object_info/KSampler") == {"KSampler": nodes["KSampler"]}
        assert await session.get("/object_info/Nothing") == {}

    talk(server, conversation)


def test_models_are_listed_with_what_is_known_of_them(server):
    folder = server.base / "models" / "loras" / "sub"
    folder.mkdir(parents=True, exist_ok=True)
    header = json.dumps({"__metadata__": {"ss_tag": "value"}}).encode()
    (folder / "mine.safetensors").write_bytes(struct.pack("<Q", len(header)) + header)
    (folder / "bare.safetensors").write_bytes(b"short")
    (folder / "mine.png").write_bytes(png())

    async def conversation(session):
        names = await session.get("/models")
        assert {"checkpoints", "loras", "vae", "embeddings", "clip", "unet", "t2i_adapter"} <= set(names)
        assert names == sorted(names) and "custom_nodes" not in names
        folders = await session.get("/internal/folder_paths")
        assert folders["clip"] == folders["text_encoders"] and set(names) | {"custom_nodes"} == set(folders)
        assert await session.get("/models/unet") == []
        assert await session.get("/models/checkpoints") == [CHECKPOINT]
        await session.get("/models/nothing", 404)
        assert await session.get("/embeddings") == ["mine"]
        kinds = await session.get("/experiment/models")
        assert {"name": "loras", "folders": [str(folder.parent), str(server.base / "output" / "loras")]} in kinds
        files = {file["name"]: file for file in await session.get("/experiment/models/loras")}
        assert files["sub/mine.safetensors"]["size"] == len(header) + 8
        assert files["sub/mine.safetensors"]["pathIndex"] == 0
        assert await session.get("/view_metadata/loras?filename=sub/mine.safetensors") == {"ss_tag": "value"}
        await session.get("/view_metadata/loras?filename=sub/bare.safetensors", 404)
        picture = await session.get("/experiment/models/preview/loras/0/sub/mine.safetensors")
        assert picture[8:12] == b"WEBP"
        await session.get("/experiment/models/preview/loras/0/sub/bare.safetensors", 404)
        await session.get("/experiment/models/preview/loras/9/sub/mine.safetensors", 404)

    talk(server, conversation)


def test_folders_of_other_programs_are_listed(base, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "Stable-diffusion"
    elsewhere.mkdir(parents=True)
    (elsewhere / "theirs.safetensors").write_bytes(b"")
    paths = tmp_path / "paths.yaml"
    paths.write_text(f"webui:\n    base_path: {tmp_path / 'elsewhere'}\n    checkpoints: |\n        Stable-diffusion\n")

    async def conversation(session):
        assert await session.get("/models/checkpoints") == ["theirs.safetensors", CHECKPOINT]
        nodes = await session.get("/object_info/CheckpointLoaderSimple")
        assert "theirs.safetensors" in json.dumps(nodes)

    with Server(base, "--extra-model-paths-config", str(paths)) as server:
        talk(server, conversation)


def test_models_that_nodes_have_saved_can_be_loaded(base, tmp_path):
    output = tmp_path / "results $HOME"
    paths = tmp_path / "paths.yaml"
    paths.write_text(f"theirs:\n    vae: {tmp_path / 'theirs'}\n")

    async def conversation(session):
        prompt = {name: node for name, node in drawing().items() if name != "9"}
        saved = {"model": ["4", 0], "clip": ["4", 1], "vae": ["4", 2], "filename_prefix": "checkpoints/mine"}
        prompt["10"] = {"class_type": "CheckpointSave", "inputs": saved}
        assert (await session.ended(await session.queue(prompt)))["status"]["completed"]
        name = "mine_00001_.safetensors"
        assert (output / "checkpoints" / name).is_file()
        assert await session.get("/models/checkpoints") == [name, CHECKPOINT]
        assert name in json.dumps(await session.get("/object_info/CheckpointLoaderSimple"))
        again = drawing()
        again["4"]["inputs"]["ckpt_name"] = name
        assert (await session.ended(await session.queue(again)))["status"]["completed"]
        folders = {kind["name"]: kind["folders"] for kind in await session.get("/experiment/models")}
        assert folders["text_encoders"][-1] == str(output / "clip")
        for category in ("loras", "diffusion_models"):
            assert folders[category][-1] == str(output / category)
        assert folders["vae"][-2:] == [str(tmp_path / "theirs"), str(output / "vae")]

    with Server(base, "--output-directory", str(output), "--extra-model-paths-config", str(paths)) as server:
        talk(server, conversation)


def test_packs_bring_scripts_texts_workflows_and_subgraphs(server):
    async def conversation(session):
        scripts = await session.get("/extensions")
        assert "/extensions/testing%20pack/testing.js" in scripts
        async with session.http.get("/extensions/testing%20pack/testing.js") as response:
            assert response.content_type == "text/javascript" and "testing" in await response.text()
        assert await session.get("/i18n") == {
            "en": {"title": "Hello"},
            "de": {"nodeDefs": {"Nap": {"display_name": "Nickerchen"}}},
        }
        assert await session.get("/workflow_templates") == {"testing pack": ["first steps"]}
        assert await session.get("/api/workflow_templates/testing pack/first steps.json") == {"nodes": []}
        await session.get("/api/workflow_templates/testing pack/..%2F__init__.py", 404)
        (identity, entry), *_ = (await session.get("/global_subgraphs")).items()
        assert entry["name"] == "twice" and entry["info"] == {"node_pack": "custom_nodes.testing pack"}
        whole = await session.get(f"/global_subgraphs/{identity}")
        assert whole["data"] == '{"nodes": [1]}' and "path" not in whole
        await session.get("/global_subgraphs/none", 404)

    talk(server, conversation)


def test_packs_have_routes_messages_and_a_word_on_prompts(server):
    async def conversation(session):
        assert await session.get("/testing/hello") == {"hello": "from the pack"}
        assert await session.get("/api/testing/hello") == {"hello": "from the pack"}
        async with session.socket("other") as other:
            await other.until("status")
            await session.queue({"1": {"class_type": "Say", "inputs": {"text": "to all"}}}, "somebody")
            assert await other.until("testing.said") == {"text": "to all"}
        entry = await session.ended(await session.queue(nap(0.01, "name"), extra_data={"rename": True}))
        assert entry["outputs"]["1"]["text"] == ["renamed"]

    talk(server, conversation)


def test_the_page_and_its_templates_are_those_of_the_packages(server):
    async def conversation(session):
        async with session.http.get("/") as response:
            assert response.status == 200 and response.headers["Cache-Control"] == "no-cache"
            page = await response.text()
        assert "<title>ComfyUI" in page
        script = page.split('src="./')[1].split('"')[0]
        async with session.http.get(f"/{script}") as response:
            assert response.status == 200 and response.content_type == "text/javascript"
        index = await session.get("/templates/index.json")
        name = index[0]["templates"][0]["name"]
        assert "nodes" in await session.get(f"/templates/{name}.json")
        await session.get("/templates/none.json", 404)
        await session.get("/nothing/of/the/kind", 404)

    talk(server, conversation)


def test_what_nodes_do_is_told_by_the_package_of_documents(base, tmp_path):
    folder = tmp_path / "packages" / "comfyui_embedded_docs"
    (folder / "docs" / "KSampler").mkdir(parents=True)
    (folder / "docs" / "KSampler" / "en.md").write_text("# What it does")
    (folder / "__init__.py").write_text("")

    async def conversation(session):
        assert await session.get("/docs/KSampler/en.md") == b"# What it does"
        await session.get("/docs/KSampler/de.md", 404)
        await session.get("/docs/%2e%2e/__init__.py", 404)

    paths = os.pathsep.join(filter(None, [str(folder.parent), os.environ.get("PYTHONPATH")]))
    with Server(base, environment={"PYTHONPATH": paths}) as server:
        talk(server, conversation)


def test_without_the_page_the_api_works_and_says_how_to_get_it(base):
    empty = base / "empty"
    empty.mkdir()
    (empty / "index.html").write_text("my own page")
    with Server(base, "--front-end-root", str(empty)) as server:
        assert talk(server, lambda session: session.get("/")) == b"my own page"
    wrong = subprocess.run(
        [sys.executable, "-m", "libcomfy.server", "--front-end-root", str(base), "--base-directory", str(base)],
        capture_output=True, text=True, timeout=60, env=os.environ, cwd=base,
    )  # fmt: skip
    assert wrong.returncode == 1 and "has no index.html" in wrong.stderr


def test_it_tells_what_it_runs_on(server):
    async def conversation(session):
        stats = await session.get("/system_stats")
        assert stats["system"]["argv"] and stats["system"]["comfyui_version"] and stats["system"]["python_version"]
        assert stats["system"]["ram_total"] > stats["system"]["ram_free"] > 0
        (device,) = stats["devices"]
        assert device["type"] == "cpu" and device["vram_total"] > 0
        features = await session.get("/api/features")
        assert features == {"supports_preview_metadata": True, "max_upload_size": 100 << 20}
        assert (await session.get("/users")) == {"storage": "server", "migrated": True}

    (server.base / "user" / "default").mkdir(parents=True, exist_ok=True)
    talk(server, conversation)


def test_memory_is_what_the_process_may_have():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (1 << 31, 1 << 31)); "
        "from libcomfy.server.stats import memory; total, free = memory(); assert total == 1 << 31 > free > 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_log_can_be_followed(server):
    async def conversation(session):
        async with session.http.patch("/internal/logs/subscribe", json={"enabled": True}) as response:
            assert response.status == 400
        async with session.socket("reader") as client:
            await client.until("status")
            subscription = {"enabled": True, "clientId": "reader"}
            async with session.http.patch("/internal/logs/subscribe", json=subscription) as response:
                assert response.status == 200
            prompt_id = await session.queue(square(9))
            entries = (await client.until("logs"))["entries"]
            assert prompt_id in entries[0]["m"]
        raw = await session.get("/internal/logs/raw")
        assert any(prompt_id in entry["m"] for entry in raw["entries"]) and raw["size"]["cols"]
        assert prompt_id in await session.get("/internal/logs")

    talk(server, conversation)


def test_whatever_can_be_got_has_headers_alone_too(server):
    async def conversation(session):
        for path in ("/", "/prompt", "/api/queue", "/system_stats", "/testing/hello", "/v1/models", "/openapi.json"):
            async with session.http.get(path) as got, session.http.head(path) as response:
                assert response.status == 200 and await response.read() == b"", path
                assert response.content_type == got.content_type, path
        async with session.http.head("/upload/image") as response:
            assert response.status in (404, 405)

    talk(server, conversation)


def test_the_document_has_every_route(server):
    async def conversation(session):
        document = await session.get("/openapi.json")
        assert document["openapi"].startswith("3.1")
        for path in ("/prompt", "/view", "/api/v1/prompts", "/v1/images/generations", "/userdata/{file}"):
            assert path in document["paths"]

    talk(server, conversation)
