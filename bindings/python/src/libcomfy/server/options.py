"""The command line: ComfyUI's options where they make sense here, and a few of our own."""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: How many finished prompts are kept, unless something else is asked for.
HISTORY_LIMIT = 1000


@dataclasses.dataclass
class Options:
    """What the server is asked for; `configuration` has what stands in ComfyUI's table of keys."""

    configuration: dict[str, Any] = dataclasses.field(default_factory=dict)
    #: Prompts that run at the same time.
    max_workers: int = 1
    #: "isolated" runs prompts in processes of their own, "in_process" in the server's.
    executor: str = "isolated"
    #: What every request must bring as a bearer token; None for none.
    token: str | None = None
    tls_certificate: str | None = None
    tls_key: str | None = None
    history_limit: int = HISTORY_LIMIT
    #: A Dask scheduler whose workers run the prompts.
    scheduler: str | None = None
    #: How often a prompt is run in all if workers of a cluster die under it.
    attempts: int = 2
    logging_level: str = "INFO"


#: Options that are keys of the configuration, with what argparse needs to know of them.
_KEYS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("listen", {"metavar": "ADDRESSES", "nargs": "?", "const": "0.0.0.0,::",
                "help": "addresses to listen on, with commas (127.0.0.1); without a value all of them"}),
    ("port", {"type": int, "help": "the port (8188); 0 takes a free one"}),
    ("enable-cors-header", {"metavar": "ORIGIN", "nargs": "?", "const": "*",
                            "help": "let pages of another origin use the server; without a value all of them"}),
    ("max-upload-size", {"type": float, "metavar": "MB", "help": "the largest request, in megabytes (100)"}),
    ("enable-compress-response-body", {"action": "store_true", "help": "compress what is JSON or text"}),
    ("external-address", {"metavar": "URL", "help": "the address at which others reach the server"}),
    ("front-end-root", {"metavar": "FOLDER", "help": "the web page, instead of the one of comfyui-frontend-package"}),
    ("base-directory", {"metavar": "FOLDER", "help": "where models, input, output, temp and user lie"}),
    ("output-directory", {"metavar": "FOLDER", "help": "where results are saved"}),
    ("input-directory", {"metavar": "FOLDER", "help": "where uploads go, and LoadImage looks"}),
    ("temp-directory", {"metavar": "FOLDER", "help": "where previews of nodes are saved"}),
    ("user-directory", {"metavar": "FOLDER", "help": "where settings, workflows and the history are kept"}),
    ("preview-method", {"choices": ["none", "auto", "latent2rgb", "taesd"], "help": "how steps of sampling are shown"}),
    ("preview-size", {"type": int, "help": "the longest side of a preview (512)"}),
    ("max-queue-size", {"type": int, "help": "prompts that may wait"}),
    ("cpu", {"action": "store_true", "help": "always so: accepted because ComfyUI has it"}),
    ("lowvram", {"action": "store_true", "help": "keep few weights in memory"}),
    ("novram", {"action": "store_true", "help": "keep no weights in memory"}),
    ("cache-lru", {"type": int, "metavar": "N", "help": "keep the outputs of N nodes"}),
    ("cache-none", {"action": "store_true", "help": "keep no outputs"}),
    ("multi-user", {"action": "store_true", "help": "settings and workflows by the user whom the page names"}),
    ("disable-metadata", {"action": "store_true", "help": "leave the prompt out of saved files"}),
    ("disable-all-custom-nodes", {"action": "store_true", "help": "load no custom nodes"}),
    ("otel-exporter-otlp-endpoint", {"metavar": "URL", "help": "where spans go"}),
)  # fmt: skip


def parse_options(arguments: Sequence[str] | None = None) -> Options:
    """The options of a command line; ends the program if they are wrong, as argparse does."""
    parser = _parser()
    given = vars(parser.parse_args(arguments))
    configuration = {
        name: given[name] for name, _ in ((key.replace("-", "_"), None) for key, _ in _KEYS) if name in given
    }
    if given.get("extra_model_paths_config"):
        configuration["extra_model_paths_config"] = [
            str(Path(path).absolute()) for group in given["extra_model_paths_config"] for path in group
        ]
    if given.get("config"):
        configuration["config_files"] = [str(Path(path).absolute()) for path in given["config"]]
    if (given.get("tls_certfile") is None) != (given.get("tls_keyfile") is None):
        parser.error("--tls-keyfile and --tls-certfile belong together")
    return Options(
        configuration=configuration,
        max_workers=given["max_workers"],
        executor="in_process" if given.get("in_process") else "isolated",
        token=_token(given.get("token_file")),
        tls_certificate=given.get("tls_certfile"),
        tls_key=given.get("tls_keyfile"),
        history_limit=given["history_limit"],
        scheduler=given.get("scheduler"),
        attempts=given["attempts"],
        logging_level="DEBUG" if given.get("verbose") else "INFO",
    )


def _token(file: str | None) -> str | None:
    """The token in a file, else that in LIBCOMFY_TOKEN: not an option, because others see command lines."""
    token = Path(file).read_text().strip() if file else os.environ.get("LIBCOMFY_TOKEN", "").strip()
    if file and not token:
        raise ValueError(f"{file} has no token")
    return token or None


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="libcomfy-server",
        description="ComfyUI's API, and its web page if comfyui-frontend-package is installed.",
        argument_default=argparse.SUPPRESS,
        epilog="Files (--config) and variables (COMFYUI_PORT) set these and all other keys of ComfyUI's configuration.",
    )
    for name, details in _KEYS:
        parser.add_argument(f"--{name}", **details)
    parser.add_argument("--extra-model-paths-config", action="append", nargs="+", metavar="FILE",
                        help="files that add model folders")  # fmt: skip
    parser.add_argument("--config", "-c", action="append", metavar="FILE", help="settings, as YAML or JSON")
    parser.add_argument("--tls-keyfile", metavar="FILE", help="the key for https")
    parser.add_argument("--tls-certfile", metavar="FILE", help="the certificate for https")
    parser.add_argument("--max-workers", type=_positive, default=1, help="prompts that run at the same time (1)")
    parser.add_argument("--in-process", action="store_true",
                        help="run prompts in this process: less memory, but a crash ends the server")  # fmt: skip
    parser.add_argument("--history-limit", type=_positive, default=HISTORY_LIMIT,
                        help=f"finished prompts that are kept ({HISTORY_LIMIT})")  # fmt: skip
    parser.add_argument("--token-file", metavar="FILE",
                        help="a token that requests must bring; so does the variable LIBCOMFY_TOKEN")  # fmt: skip
    parser.add_argument("--scheduler", metavar="ADDRESS", help="run prompts on the workers of a Dask scheduler")
    parser.add_argument("--attempts", type=_positive, default=2,
                        help="how often a prompt is run in all if workers of a cluster die under it (2)")  # fmt: skip
    parser.add_argument("--verbose", action="store_true", help="log more")
    return parser
