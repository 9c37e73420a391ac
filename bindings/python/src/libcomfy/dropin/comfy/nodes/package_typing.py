"""What a package of custom nodes exports."""

from libcomfy.package_typing import *  # noqa: F403
