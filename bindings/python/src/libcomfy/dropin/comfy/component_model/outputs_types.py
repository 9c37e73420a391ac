"""The outputs of a prompt, by node."""

from libcomfy.client_types import Output

OutputsDict = dict[str, Output]
