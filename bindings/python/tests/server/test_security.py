"""Who may use the server, and what it does not do for anybody."""

import asyncio
import base64
import json
import socket

import aiohttp
from serving import Server, nap, png, square, talk


def refused_headers(server):
    host = server.authority
    port = host.rpartition(":")[2]
    return [
        {"Origin": "http://evil.example"},
        {"Origin": f"http://evil.example:{port}"},
        {"Origin": f"http://127.0.0.1.evil.example:{port}"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{int(port) + 1}"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Host": f"evil.example:{port}"},
        {"Sec-Fetch-Site": "cross-site"},
    ]


def test_a_foreign_page_cannot_post_a_prompt(server):
    async def conversation(session):
        before = len(await session.get("/history"))
        for headers in refused_headers(server):
            for path in ("/prompt", "/api/prompt"):
                # as a page can send it without being asked: text/plain needs no preflight
                headers = {"Content-Type": "text/plain", **headers}
                await session.post(path, None, 403, data=json.dumps({"prompt": square()}), headers=headers)
            await session.get("/queue", 403, headers=headers)
        assert len(await session.get("/history")) == before and not (await session.get("/queue"))["queue_pending"]
        async with session.http.ws_connect("/ws", headers={"Origin": server.url}) as own:
            await own.receive(timeout=60)
        try:
            async with session.http.ws_connect("/ws", headers={"Origin": "http://evil.example"}):
                raise AssertionError("a foreign page has a socket")
        except aiohttp.WSServerHandshakeError as error:
            assert error.status == 403

    talk(server, conversation)
    assert "refused POST /prompt: the origin 'http://evil.example'" in server.text


def test_its_own_page_and_programs_may(server):
    async def conversation(session):
        port = server.authority.rpartition(":")[2]
        for headers in (
            {},
            {"Origin": server.url},
            {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"},
            {"Sec-Fetch-Site": "same-origin"},
        ):
            await session.get("/queue", headers=headers)
        # A link to the page may be on any other one.
        await session.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})

    talk(server, conversation)


def test_what_is_possible_may_be_asked_but_not_by_other_pages(server):
    async def conversation(session):
        for path in ("/", "/prompt", "/api/queue", "/nothing/of/the/kind"):
            async with session.http.options(path) as response:
                assert response.status == 200 and await response.read() == b""
                assert not any(name.lower().startswith("access-control") for name in response.headers)
        for headers in refused_headers(server):
            async with session.http.options("/prompt", headers=headers) as response:
                assert response.status == 403

    talk(server, conversation)


def test_another_origin_is_let_in_on_request(base):
    async def conversation(session):
        async with session.http.options("/prompt", headers={"Origin": "http://friend.example"}) as response:
            assert response.headers["Access-Control-Allow-Origin"] == "http://friend.example"
        async with session.http.get("/queue", headers={"Origin": "http://friend.example"}) as response:
            assert response.status == 200
            assert response.headers["Access-Control-Allow-Origin"] == "http://friend.example"

    with Server(base, "--enable-cors-header", "http://friend.example") as server:
        talk(server, conversation)


def test_a_token_is_asked_for_in_whichever_way_it_comes(base):
    async def conversation(session):
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Basic !"},
            {"Cookie": "libcomfy_token=x"},
        ):
            for path in ("/", "/queue", "/api/v1/prompts", "/ws", "/view?filename=x", "/?token=wrong"):
                await session.get(path, 401, headers=headers)
            await session.post("/prompt", {"prompt": square()}, 401, headers=headers)
        basic = base64.b64encode(b"anybody:the secret").decode()
        for header in ("Bearer the secret", f"Basic {basic}"):
            await session.get("/queue", headers={"Authorization": header})
        async with session.http.get("/", params={"token": "the secret"}, allow_redirects=False) as response:
            assert response.status == 303 and response.headers["Location"] == "/"
            cookie = response.cookies["libcomfy_token"]
            assert cookie["httponly"] and cookie["samesite"] == "Strict"
        await session.get("/queue")  # with the cookie
        async with session.socket("me") as client:
            await client.until("status")

    with Server(base, environment={"LIBCOMFY_TOKEN": "the secret"}) as server:
        # The jar keeps cookies of addresses only if it is told to.
        async def main():
            jar = aiohttp.CookieJar(unsafe=True)
            async with aiohttp.ClientSession(server.url, cookie_jar=jar) as http:
                from serving import Session

                await conversation(Session(http))

        asyncio.run(main())
        assert "the secret" not in server.text


def test_names_never_leave_their_folders(server):
    (server.base / "output").mkdir(exist_ok=True)
    (server.base / "secret.txt").write_text("secret")

    async def conversation(session):
        for name in (
            "../secret.txt",
            "/etc/passwd",
            "..",
            ".",
            "a/../../secret.txt",
            "\0",
            "%2e%2e/secret.txt",
            "x" * 5000,
        ):
            for path in ("/view", "/api/view"):
                async with session.http.get(path, params={"filename": name}) as response:
                    assert response.status in (400, 403, 404), name
                    assert b"secret" not in await response.read()
        await session.get("/view?filename=secret.txt&subfolder=..", 403)
        await session.get("/view?filename=secret.txt&subfolder=/..", 403)
        await session.get("/view?filename=x&type=user", 400)
        await session.get("/view?filename=x&type=models", 400)
        await session.get("/view", 404)
        for path in (
            "/userdata/..%2F..%2Fsecret.txt",
            "/userdata/%252e%252e%2Fsecret.txt",
            "/userdata/..%2Fdefault2%2Fx",
        ):
            await session.get(path, 403)
            await session.post(path, {}, 403)
        await session.get("/userdata?dir=../..", 403)
        await session.get("/templates/..%2F..%2Fsetup.py", 404)
        await session.get("/extensions/testing pack/..%2F__init__.py", 404)
        await session.get("/..%2F..%2Fsecret.txt", 404)
        await session.get("/view_metadata/checkpoints?filename=../../secret.safetensors", 404)
        await session.get("/experiment/models/preview/checkpoints/0/..%2F..%2F..%2Fsecret", 404)

    talk(server, conversation)


def form(name, content, **fields):
    data = aiohttp.FormData(quote_fields=False)
    data.add_field("image", content, filename=name)
    for key, value in fields.items():
        data.add_field(key, value)
    return data


def test_uploads_are_of_known_kinds_and_stay_in_their_folder(server):
    async def conversation(session):
        for name in (
            "page.html",
            "picture.svg",
            "script.js",
            "code.py",
            "model.ckpt",
            "weights.pt",
            "x.pkl",
            "x.xhtml",
            "program.exe",
            "noending.",
        ):
            await session.post("/upload/image", None, 415, data=form(name, b"content"))
        for ending in "txt json csv srt npy safetensors usdz sft md yaml vtt".split():
            name = f"content.{ending}"
            answer = await session.post("/upload/image", None, data=form(name, b"content", subfolder="kinds"))
            assert answer["name"] == name and (server.base / "input" / "kinds" / name).read_bytes() == b"content"
        await session.post("/upload/image", None, 415, data=form("noending", b"<html>"))
        await session.post("/upload/image", None, 400, data=form("a.png", png(), subfolder="../.."))
        await session.post("/upload/image", None, 400, data=form("a.png", png(), type="user"))
        await session.post("/upload/image", None, 400, data=form("../a.png", png()))
        await session.post("/upload/image", None, 400, data=b"no form")
        await session.post("/upload/image", None, 400, data=b"x", headers={"Content-Type": "multipart/form-data"})
        assert not list((server.base).glob("*.png"))

    talk(server, conversation)


def test_a_view_is_nothing_that_a_browser_runs(server):
    output = server.base / "output"
    output.mkdir(exist_ok=True)
    for name in ("a.html", "b.svg", "c.js", "d.xhtml", "e.css", "f.xml", "g.pdf", "h.wasm", "i"):
        (output / name).write_text("<script>alert(1)</script>")
    shown = {".png": "image/png", ".md": "text/markdown", ".glb": "model/gltf-binary", ".vtt": "text/vtt"}
    for name in ("j.png", "k.md", "l.glb", "m.vtt"):
        (output / name).write_text("<script>alert(1)</script>")

    async def conversation(session):
        for file in output.glob("?*"):
            if file.is_file() and len(file.stem) == 1:
                async with session.http.get("/view", params={"filename": file.name}) as response:
                    assert response.status == 200
                    assert response.headers["X-Content-Type-Options"] == "nosniff"
                    assert response.headers["Content-Security-Policy"].startswith("sandbox")
                    assert response.content_type == shown.get(file.suffix, "application/octet-stream"), file
        await session.get("/view?filename=j.png&channel=rgb", 415)
        await session.get("/view?filename=j.png&preview=webp", 415)

    talk(server, conversation)


def test_requests_that_are_too_large_or_broken_leave_the_server_running(base):
    async def conversation(session):
        big = b'{"prompt": "' + b"x" * (2 << 20) + b'"}'
        for path in ("/prompt", "/settings", "/api/v1/prompts", "/userdata/big", "/history"):
            await session.post(path, None, 413, data=big)
        await session.post("/upload/image", None, 413, data=form("big.png", b"\x89PNG" + b"x" * (2 << 20)))

        async def endless():
            for _ in range(200):
                yield b"x" * (1 << 20)

        try:
            async with session.http.post("/prompt", data=endless()) as response:
                assert response.status == 413
        except aiohttp.ClientError:
            pass  # it hung up, rather than listen to the end
        async with session.socket("flood") as client:
            for _ in range(5000):
                await client.socket.send_str("{not json")
            await client.socket.send_str('{"type": "feature_flags", "data": 7}')
            await client.until("status")
        async with session.socket("huge") as client:
            await client.socket.send_str("x" * (1 << 20))
            while (await client.next())[0] != "closed":
                pass
        prompt_id = await session.queue(square(3))
        assert (await session.ended(prompt_id))["status"]["completed"]

    with Server(base, "--max-upload-size", "1") as server:
        talk(server, conversation)
        for garbage in (b"\0" * 1000, b"GET / HTTP/9.9\r\n\r\n", b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"):
            host, _, port = server.authority.partition(":")
            with socket.create_connection((host, int(port)), timeout=60) as connection:
                connection.sendall(garbage)
                connection.recv(1000)
        talk(server, lambda session: session.get("/queue"))
        log = server.text
        assert log.count("flood") <= 1 and len(log) < 20_000 and "Traceback" not in log


def test_a_client_that_does_not_read_keeps_nobody_waiting(base):
    async def conversation(session):
        host, _, port = server.authority.partition(":")
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect((host, int(port)))
        key = base64.b64encode(b"0123456789abcdef").decode()
        deaf.sendall(
            f"GET /ws?clientId=deaf HTTP/1.1\r\nHost: {server.authority}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        await asyncio.sleep(0.2)
        for number in range(3):
            prompt_id = await session.queue(nap(0.5, f"{number}" + "long " * 20_000), "deaf")
            assert (await session.ended(prompt_id))["status"]["completed"]
        deaf.close()

    with Server(base) as server:
        talk(server, conversation)
        assert server.resident() < 300 << 20


def test_it_listens_on_this_machine_alone(server):
    assert server.url.startswith("http://127.0.0.1:")
