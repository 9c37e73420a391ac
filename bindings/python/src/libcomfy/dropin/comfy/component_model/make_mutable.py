"""Copies of immutable look-alikes."""

from libcomfy.prompts import make_mutable

__all__ = ["make_mutable"]
