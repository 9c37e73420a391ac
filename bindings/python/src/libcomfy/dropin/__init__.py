"""Modules of ComfyUI by their names there: `install_as_comfy` puts this folder at the end of the import path."""
