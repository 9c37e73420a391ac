"""What `generate` shows while it draws: a bar in a notebook, one of tqdm, or one of its own on a terminal."""

from __future__ import annotations

import html
import sys
from collections.abc import Callable
from typing import Any

from .task_progress import Progress

#: Width of the bar on a terminal, in characters.
BAR_WIDTH = 40

Show = Callable[[Progress], None]


def bar() -> Show:
    """A function that shows how far a prompt is."""
    display = _notebook_display()
    if display is not None:
        return _notebook_bar(display)
    try:
        from tqdm import tqdm  # type: ignore[import-untyped]
    except ImportError:
        return _own_bar()
    shown = tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {elapsed}{postfix}")

    def show(progress: Progress) -> None:
        shown.set_postfix_str(describe(progress), refresh=False)
        shown.update(round(progress.overall * 100) - shown.n)
        if progress.is_over:
            shown.close()

    return show


def describe(progress: Progress) -> str:
    """As in "step 8 of 20, 0.31 s each, 4 s left"."""
    parts = []
    if progress.max > 1:
        parts.append(f"step {progress.value:.0f} of {progress.max:.0f}")
        if progress.seconds_per_step:
            parts.append(f"{progress.seconds_per_step:.2f} s each")
    if progress.seconds_left is not None and not progress.is_over:
        minutes, seconds = divmod(int(progress.seconds_left + 0.999), 60)
        parts.append(f"{minutes}:{seconds:02} left" if minutes else f"{seconds} s left")
    return ", ".join(parts)


def _notebook_display() -> Any:
    """IPython's display function, in a notebook alone."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    from IPython.display import display  # type: ignore[import-not-found, unused-ignore]

    return display


class _Markup:
    """What a notebook shows as HTML, and elsewhere as text."""

    def __init__(self, progress: Progress) -> None:
        self._share = progress.overall
        self._text = describe(progress)

    def _repr_html_(self) -> str:
        bar = f'<progress value="{self._share:.4f}" max="1" style="width: 20em"></progress>'
        return f"{bar} {self._share:.0%} {html.escape(self._text)}"

    def __repr__(self) -> str:
        return f"{self._share:.0%} {self._text}"


def _notebook_bar(display: Any) -> Show:
    handles: list[Any] = []

    def show(progress: Progress) -> None:
        if handles:
            handles[0].update(_Markup(progress))
        else:
            handles.append(display(_Markup(progress), display_id=True))

    return show


def _own_bar() -> Show:
    if not sys.stderr.isatty():
        return lambda progress: None

    def show(progress: Progress) -> None:
        done = round(progress.overall * BAR_WIDTH)
        bar = f"[{'#' * done}{'-' * (BAR_WIDTH - done)}] {progress.overall:4.0%} {describe(progress)}"
        sys.stderr.write(f"\r{bar}\x1b[K" + ("\n" if progress.is_over else ""))
        sys.stderr.flush()

    return show
