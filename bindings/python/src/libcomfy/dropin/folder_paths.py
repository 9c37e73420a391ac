"""Where models, inputs and results lie: the very module, so that what a program sets in it holds."""

import sys

from libcomfy import folder_paths

sys.modules[__name__] = folder_paths
