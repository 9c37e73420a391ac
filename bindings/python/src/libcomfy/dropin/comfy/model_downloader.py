"""Model files by category. Nothing is downloaded: what is there is there."""

from typing import Any

from libcomfy import folder_paths


def get_filename_list_with_downloadable(folder_name: str, known_files: Any = None) -> list[str]:
    """The files of a category."""
    return folder_paths.get_filename_list(folder_name)


def get_full_path_or_raise(folder_name: str, filename: str, known_files: Any = None) -> str:
    """The path of a file. Raises FileNotFoundError."""
    return folder_paths.get_full_path_or_raise(folder_name, filename)
