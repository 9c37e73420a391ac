"""Uploads, views, users' files, settings."""

import asyncio

import aiohttp
from serving import Server, pixel, png, talk


def form(name, content, **fields):
    data = aiohttp.FormData()
    data.add_field("image", content, filename=name, content_type="image/png")
    for key, value in fields.items():
        data.add_field(key, value)
    return data


def test_an_uploaded_picture_is_an_input(server):
    async def conversation(session):
        answer = await session.post("/upload/image", None, data=form("blue.png", png(), subfolder="up", type="input"))
        assert answer == {"name": "blue.png", "subfolder": "up", "type": "input"}
        # the same again is the same file; another one gets a name of its own; unless it may overwrite
        assert (await session.post("/upload/image", None, data=form("blue.png", png(), subfolder="up"))) == answer
        other = await session.post("/api/upload/image", None, data=form("blue.png", png((1, 2, 3)), subfolder="up"))
        assert other["name"] == "blue (1).png"
        over = form("blue.png", png((9, 9, 9)), subfolder="up", overwrite="true")
        assert (await session.post("/upload/image", None, data=over))["name"] == "blue.png"
        assert pixel(await session.get("/view?filename=blue.png&subfolder=up&type=input")) == (9, 9, 9)
        assert (await session.get("/view?filename=up/blue.png [input]"))[:4] == b"\x89PNG"
        prompt = {
            "1": {"class_type": "LoadImage", "inputs": {"image": "up/blue (1).png"}},
            "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "copy", "images": ["1", 0]}},
        }
        entry = await session.ended(await session.queue(prompt))
        (image,) = entry["outputs"]["2"]["images"]
        assert pixel(await session.get("/view", params={"filename": image["filename"]})) == (1, 2, 3)
        names = await session.get("/internal/files/output")
        assert image["filename"] in names
        await session.get("/internal/files/user", 400)

    talk(server, conversation)


def test_a_mask_becomes_the_opacity_of_its_picture(server):
    async def conversation(session):
        await session.post("/upload/image", None, data=form("photo.png", png((10, 20, 30))))
        mask = png((0, 0, 0, 77), mode="RGBA")
        reference = '{"filename": "photo.png", "type": "input", "subfolder": ""}'
        answer = await session.post("/upload/mask", None, data=form("masked.png", mask, original_ref=reference))
        assert answer["name"] == "masked.png"
        assert pixel(await session.get("/view?filename=masked.png&type=input")) == (10, 20, 30, 77)
        assert pixel(await session.get("/view?filename=masked.png&type=input&channel=rgb")) == (10, 20, 30)
        assert pixel(await session.get("/view?filename=masked.png&type=input&channel=a")) == (0, 0, 0, 77)
        for wrong, status in (
            ('{"filename": "none.png"}', 404),
            ("7", 400),
            ("{", 400),
            ('{"filename": "../x.png"}', 400),
        ):
            await session.post("/upload/mask", None, status, data=form("m.png", mask, original_ref=wrong))
        large = form("m.png", png((0, 0, 0, 77), (9, 9), "RGBA"), original_ref=reference)
        await session.post("/upload/mask", None, 400, data=large)
        await session.post("/upload/mask", None, 400, data=form("m.png", b"\x89PNG junk", original_ref=reference))

    talk(server, conversation)


def test_previews_come_in_the_format_that_is_asked_for(server):
    async def conversation(session):
        await session.post("/upload/image", None, data=form("view.png", png((200, 0, 0, 128), mode="RGBA")))
        for preview, kind in (("webp;90", "image/webp"), ("jpeg", "image/jpeg"), ("odd;x", "image/webp")):
            async with session.http.get(f"/view?filename=view.png&type=input&preview={preview}") as response:
                assert response.content_type == kind
        async with session.http.get(
            "/view?filename=view.png&type=input", headers={"Range": "bytes=0-3"}
        ) as response:  # fmt: skip
            assert response.status == 206 and await response.read() == b"\x89PNG"

    talk(server, conversation)


def test_settings_are_kept(base):
    async def write(session):
        assert await session.get("/settings") == {}
        await session.post("/settings", {"Comfy.ColorPalette": "dark", "other": [1, 2]})
        await session.post("/api/settings/Comfy.Snap", True)
        await session.post("/settings/Comfy.Text", None, data=b"null")
        await session.post("/settings", None, 400, data=b"[]")

    async def read(session):
        settings = await session.get("/api/settings")
        assert settings == {"Comfy.ColorPalette": "dark", "other": [1, 2], "Comfy.Snap": True, "Comfy.Text": None}
        assert await session.get("/settings/Comfy.Snap") is True
        assert await session.get("/settings/unknown") is None

    for conversation in (write, read):
        with Server(base) as server:
            talk(server, conversation)


def test_workflows_are_saved_listed_moved_and_deleted(server):
    async def conversation(session):
        await session.get("/userdata", 400)
        path = "/api/userdata/workflows%2Fsub%2Fmine.json"
        info = await session.post(f"{path}?overwrite=false&full_info=true", {"nodes": []})
        assert info["path"] == "workflows/sub/mine.json" and info["size"] == 13 and info["modified"] and info["created"]
        await session.post(f"{path}?overwrite=false", {}, 409)
        assert await session.post(path, {"nodes": [1]}) == "workflows/sub/mine.json"
        assert await session.get(path) == {"nodes": [1]}
        listing = "/userdata?dir=workflows&recurse=true"
        assert await session.get(f"{listing}&split=true") == [["sub/mine.json", "sub", "mine.json"]]
        (file,) = await session.get(f"{listing}&split=false&full_info=true")
        assert file["path"] == "sub/mine.json"
        assert await session.get("/userdata?dir=workflows") == []
        move = f"{path}/move/workflows%2Fother.json"
        assert await session.post(f"{move}?overwrite=false") == "workflows/other.json"
        await session.post(move, None, 404)
        assert await session.get(listing) == ["other.json"]
        entries = await session.get("/v2/userdata?path=workflows")
        assert [(entry["name"], entry["type"]) for entry in entries] == [("sub", "directory"), ("other.json", "file")]
        async with session.http.delete("/userdata/workflows%2Fother.json") as response:
            assert response.status == 204
        await session.get("/userdata/workflows%2Fother.json", 404)
        await session.get("/userdata?dir=nothing", 404)
        await session.post("/userdata/page.html", {})
        async with session.http.get("/userdata/page.html") as response:
            assert response.content_type == "application/octet-stream"

    talk(server, conversation)


def test_folders_of_a_user_are_moved(server):
    async def conversation(session):
        await session.post("/userdata/plans%2Fold%2Fone.json", {"nodes": []})
        assert await session.post("/userdata/plans%2Fold/move/plans%2Fnew%2Fdeep") == "plans/new/deep"
        assert await session.get("/userdata?dir=plans&recurse=true") == ["new/deep/one.json"]
        await session.post("/userdata/plans%2Fold/move/other", None, 404)
        await session.post("/userdata/plans/move/plans%2Fnew%2Fagain", None, 400)
        await session.post("/userdata/plans%2Fnew%2Fdeep/move/plans", None, 409)
        for outside in ("..%2Felsewhere", "%252E%252E%2Fdefault2", "%2Ftmp%2Felsewhere", "x%2F.."):
            await session.post(f"/userdata/plans/move/{outside}", None, 403)
            await session.post(f"/userdata/{outside}/move/plans%2Fmine", None, 403)
        assert await session.get("/userdata?dir=plans&recurse=true") == ["new/deep/one.json"]

    talk(server, conversation)


def test_users_have_files_of_their_own(base):
    async def conversation(session):
        anna = await session.post("/users", {"username": "Anna Ö."})
        bert = await session.post("/users", {"username": "bert"})
        await session.post("/users", {"username": "bert"}, 400)
        await session.post("/users", {"username": "__history"}, 400)
        await session.post("/users", {"username": 7}, 400)
        found = await session.get("/users")
        assert found["users"] == {anna: "Anna Ö.", bert: "bert"}
        await session.post("/settings/colour", "red", headers={"comfy-user": anna})
        assert await session.get("/settings", headers={"comfy-user": bert}) == {}
        assert await session.get("/settings", headers={"comfy-user": anna}) == {"colour": "red"}
        for stranger in ("", "nobody", "__history", "../default", anna + "/.."):
            await session.get("/settings", 401, headers={"comfy-user": stranger})
            await session.get("/userdata?dir=workflows", 403, headers={"comfy-user": stranger})
            await session.post("/userdata/a.json", {}, 403, headers={"comfy-user": stranger})
            await session.get("/v2/userdata", 403, headers={"comfy-user": stranger})

    with Server(base, "--multi-user") as server:
        talk(server, conversation)


def test_saving_at_the_same_time_leaves_one_whole_file(server):
    async def conversation(session):
        bodies = [{"number": number, "filler": "x" * 20_000} for number in range(20)]
        await asyncio.gather(*(session.post("/userdata/race.json", body) for body in bodies))
        assert await session.get("/userdata/race.json") in bodies

    talk(server, conversation)
