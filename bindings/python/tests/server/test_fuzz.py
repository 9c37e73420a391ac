"""Requests that nobody would write, made of the server's own OpenAPI document: none is answered with a defect.

A sample, or more with COMFY_TEST_LONG=1 (`make test-server-long`).
"""

import os
import subprocess
import sys
from pathlib import Path

from serving import Server, square, talk

EXAMPLES = 100 if os.environ.get("COMFY_TEST_LONG") else 3


def test_no_request_is_answered_with_a_defect(tmp_path):
    base = tmp_path / "base"  # without models, so that nothing is drawn
    base.mkdir()
    with Server(base, "--max-upload-size", "2") as server:
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}/openapi.json",
                "--checks", "not_a_server_error", "--max-examples", str(EXAMPLES), "--seed", "1", "--no-color",
                "--phases", "coverage,fuzzing", "--suppress-health-check", "all", "--request-timeout", "30",
            ],
            capture_output=True, text=True, timeout=1800, cwd=tmp_path,
        )  # fmt: skip
        print(run.stdout[-300:])
        assert run.returncode == 0, run.stdout[-8000:]
        assert "Traceback" not in server.text
        prompt_id = talk(server, lambda session: session.queue(square(1)))
        assert talk(server, lambda session: session.ended(prompt_id))["status"]["completed"]
    left = [path for path in tmp_path.rglob("*") if base not in path.parents and path.suffix == ".png"]
    assert left == []
