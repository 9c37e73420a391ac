"""Which outputs may be linked to which inputs."""

from typing import Any

_ANY = ("*", "COMFY_MATCHTYPE_V3")


def validate_node_input(received_type: Any, input_type: Any, strict: bool = False) -> bool:
    """Whether an output of one type, or of one of several as in "INT,FLOAT", fits an input.

    One common type is enough; if `strict`, the input must take all that the output may be.
    """
    # `!=`, because texts that stand for any type say so in their own __ne__
    if not received_type != input_type or received_type in _ANY or input_type in _ANY:
        return True
    if isinstance(received_type, list) and input_type == "COMBO":
        return True
    if not isinstance(received_type, str) or not isinstance(input_type, str):
        return False
    received, wanted = ({part.strip() for part in text.split(",")} for text in (received_type, input_type))
    if "*" in received | wanted:
        return True
    return received <= wanted if strict else bool(received & wanted)
