"""A prompt in API format."""

from typing import Any

from libcomfy.client import PromptDict
from libcomfy.prompts import parse_prompt

__all__ = ["Prompt", "PromptDict"]


class Prompt:
    @staticmethod
    def validate(prompt: PromptDict | str) -> dict[str, Any]:
        """A copy of a prompt whose form is right. Raises ValueError if it is not."""
        return parse_prompt(prompt)
