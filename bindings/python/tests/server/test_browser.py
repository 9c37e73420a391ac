"""ComfyUI's own page in a browser, against the server: what someone does in it who draws a picture.

Screenshots go to COMFY_TEST_OUTPUT, by default to a folder of the test's own.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest
from browser import browser_page, find_browser
from serving import WORKFLOW, Server, Session, make_base, pixel, png, talk

BROWSER = find_browser()
if BROWSER is None and os.environ.get("CI"):
    raise RuntimeError("there is no chromium")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no chromium")

#: Keeps count of what the page hears.
LISTEN = """
window.heard = {};
for (const name of ["progress", "progress_state", "b_preview_with_metadata", "b_preview", "executed",
                    "execution_success", "execution_error", "execution_interrupted"]) {
    heard[name] = 0;
    comfyAPI.api.api.addEventListener(name, () => { heard[name] += 1 });
}
"""
READY = "!!(window.app && window.graph && app.extensionManager && document.querySelector('[data-testid=queue-button]'))"


async def load(page, server):
    await page.open(server.url + "/")
    await page.until(READY, 90)
    await page.until("!document.querySelector('[data-testid=app-loading-overlay]')?.offsetWidth", 30)


async def set_widget(page, node, name, value):
    await page.run(
        f"(() => {{ const widgets = app.graph.getNodeById({node}).widgets;"
        f"const w = widgets.find(w => w.name == {json.dumps(name)});"
        f"w.value = {json.dumps(value)}; w.callback?.(w.value); }})()"
    )


async def draw_a_picture(page, server, session: Session):
    """The classic nodes, a text typed into the page, Run, progress, the picture."""
    await page.run(f"app.loadApiJson({json.dumps(WORKFLOW)}, 'classic.json')")
    await page.until("app.graph._nodes.length == 7")
    # What is out of sight is not drawn, and has no picture.
    await page.run("app.extensionManager.command.execute('Comfy.Canvas.FitView')")
    await asyncio.sleep(1)
    await page.run(LISTEN)
    await page.click("[data-testid=dom-widget-textarea]")
    await page.run("document.activeElement.select()")
    await page.send("Input.insertText", text="a small yellow star")
    texts = await page.run("app.graph._nodes.filter(n => n.type == 'CLIPTextEncode').map(n => n.widgets[0].value)")
    assert "a small yellow star" in texts
    await set_widget(page, 3, "steps", 8)
    await page.screenshot("2-before-the-run")
    await page.click("[data-testid=queue-button]")
    await page.until("heard.progress >= 2", 60)
    await page.screenshot("3-under-way")
    await page.until("heard.execution_success == 1", 60)
    heard = await page.run("heard")
    assert heard["progress"] == 8 and heard["b_preview_with_metadata"] == 8 and heard["executed"] == 1
    assert heard["progress_state"] > 8 and heard["execution_error"] == 0
    # The picture that the page shows is the one that was saved.
    source = await page.until("app.graph.getNodeById(9).imgs?.[0]?.complete && app.graph.getNodeById(9).imgs[0].src")
    shown = await page.run(
        f"fetch({json.dumps(source)}).then(r => r.arrayBuffer()).then(b => Array.from(new Uint8Array(b)))"
    )
    ((prompt_id, entry),) = (await session.get("/history")).items()
    (image,) = entry["outputs"]["9"]["images"]
    assert bytes(shown) == Path(image["abs_path"]).read_bytes()
    assert await page.run("app.graph.getNodeById(9).imgs[0].naturalWidth") == 128
    assert "a small yellow star" in json.dumps(entry["prompt"][2])
    assert entry["prompt"][3]["extra_pnginfo"]["workflow"]["nodes"]
    await page.screenshot("4-the-picture")
    return prompt_id


async def look_at_the_panels(page):
    """The queue's panel and the pictures' side bar know of it."""
    await page.click("[data-testid=queue-overlay-toggle]")
    await page.until("document.body.innerText.includes('Job Queue') || document.body.innerText.includes('Completed')")
    await page.screenshot("5-the-queue")
    await page.click("[data-testid=assets-tab-button]")
    await page.until("[...document.querySelectorAll('img')].some(e => e.src.includes('/view?filename=ComfyUI_00001_'))")
    await page.screenshot("6-the-history")
    await page.click("[data-testid=assets-tab-button]")


async def interrupt(page, session: Session):
    """The red x ends what runs."""
    await set_widget(page, 3, "steps", 10000)
    await page.run("heard.progress = 0")
    await page.click("[data-testid=queue-button]")
    await page.until("heard.progress > 1", 60)
    assert (await session.get("/queue"))["queue_running"]
    await page.click("button[aria-label='Cancel current run']")
    await page.until("heard.execution_interrupted == 1")
    await page.until("document.querySelector('[data-testid=queue-overlay-toggle]').innerText.startsWith('0')")
    assert not (await session.get("/queue"))["queue_running"]
    jobs = (await session.get("/jobs"))["jobs"]
    assert [job["status"] for job in jobs] == ["cancelled", "completed"]
    await page.screenshot("7-interrupted")


async def use_a_picture(page, session: Session, file: Path):
    """A picture is uploaded through LoadImage's button and used."""
    prompt = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "first.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "used", "images": ["1", 0]}},
    }
    await page.run(f"app.loadApiJson({json.dumps(prompt)}, 'upload.json')")
    await page.until("app.graph._nodes.length == 2")
    await page.run("app.extensionManager.command.execute('Comfy.Canvas.FitView')")
    await page.send("DOM.enable")
    await page.send("Page.setInterceptFileChooserDialog", enabled=True)
    chooser = page.next_event("Page.fileChooserOpened")
    await page.send(
        "Runtime.evaluate", userGesture=True,
        expression="app.graph.getNodeById(1).widgets.find(w => w.type == 'button').callback()",
    )  # fmt: skip
    opened = await asyncio.wait_for(chooser, 20)
    await page.send("DOM.setFileInputFiles", files=[str(file)], backendNodeId=opened["backendNodeId"])
    await page.until(f"app.graph.getNodeById(1).widgets[0].value == {json.dumps(file.name)}")
    await page.run("heard.execution_success = 0")
    await page.click("[data-testid=queue-button]")
    await page.until("heard.execution_success == 1")
    entry = list((await session.get("/history")).values())[-1]
    (image,) = entry["outputs"]["2"]["images"]
    assert pixel(Path(image["abs_path"]).read_bytes()) == pixel(file.read_bytes())
    await page.screenshot("8-an-uploaded-picture")


async def browse_templates(page):
    """The official templates are there, with their pictures."""
    await page.run("app.extensionManager.command.execute('Comfy.BrowseTemplates')")
    await page.until(
        "!!document.querySelector('[data-testid^=template-workflow-], [data-testid=template-workflow-content]')"
    )
    while not (pictures := [url for status, url in page.answers if "/templates/" in url and ".webp" in url]):
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    assert all((200, url) in page.answers for url in pictures)
    await page.screenshot("9-templates")
    await page.press("Escape", number=27)


async def keep_settings(page, server):
    """Settings and workflows are there after a reload."""
    await page.run("app.extensionManager.setting.set('Comfy.ColorPalette', 'light')")
    await page.until("fetch('/api/settings').then(r => r.json()).then(s => s['Comfy.ColorPalette'] == 'light')")
    await load(page, server)
    assert await page.run("app.extensionManager.setting.get('Comfy.ColorPalette')") == "light"
    await page.screenshot("10-after-a-reload")


def test_the_page_draws_a_picture(tmp_path):
    base = make_base(tmp_path / "base")
    shutil.rmtree(base / "custom_nodes")  # that pack's subgraph is none that the page can load
    screenshots = Path(os.environ.get("COMFY_TEST_OUTPUT", tmp_path / "screenshots"))
    file = tmp_path / "violet.png"
    file.write_bytes(png((120, 10, 200), (32, 32)))
    (base / "input").mkdir()
    (base / "input" / "first.png").write_bytes(png())

    async def conversation(session):
        async with browser_page(BROWSER, screenshots) as page:
            await load(page, server)
            await page.press("Escape", number=27)
            await page.run("app.extensionManager.command.execute('Comfy.LoadDefaultWorkflow')")
            await page.until("app.graph._nodes.some(n => n.type == 'KSampler')")
            await page.screenshot("1-the-default-workflow")
            await draw_a_picture(page, server, session)
            await look_at_the_panels(page)
            await interrupt(page, session)
            await use_a_picture(page, session, file)
            await browse_templates(page)
            await keep_settings(page, server)
            own = [error for error in page.errors if "://" not in error or server.url in error]
            assert own == []
            assert [failure for failure in page.answers if failure[0] >= 400 and server.url in failure[1]] == []

    with Server(base) as server:
        talk(server, conversation)
        assert "Traceback" not in server.text
    assert len(list(screenshots.glob("[0-9]*.png"))) == 10
