"""Node classes that workers import."""

import os
import signal
import time

from libcomfy import ProgressBar


class Nap:
    """Sleeps, or until there is a file of that name, and tells its progress."""

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "nap"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"seconds": ("FLOAT", {"max": 600.0}), "name": ("STRING", {})}}

    def nap(self, seconds, name):
        bar, end = ProgressBar(1000), time.monotonic() + seconds
        while time.monotonic() < end and not os.path.exists(name):
            bar.update(1)
            time.sleep(0.02)
        return {"ui": {"text": [f"{name} {os.getpid()}"]}}


class Slow:
    """Hands a picture on, after a while or when there is a file."""

    RETURN_TYPES = ("IMAGE",)
    FUNCTION = "wait"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"image": ("IMAGE",), "seconds": ("FLOAT", {"max": 600.0}), "gate": ("STRING", {})}}

    def wait(self, image, seconds, gate):
        Nap().nap(seconds, gate)
        return (image,)


class Poison:
    """Kills the process that runs it."""

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "kill"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"name": ("STRING", {})}}

    def kill(self, name):
        os.kill(os.getpid(), signal.SIGKILL)


NODES = {"Nap": Nap, "Slow": Slow, "Poison": Poison}


def square(color, prefix="square", seconds=0.0, gate=""):
    prompt = {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 8, "batch_size": 1, "color": color}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": prefix, "images": ["1", 0]}},
    }
    if seconds:
        prompt["3"] = {"class_type": "Slow", "inputs": {"image": ["1", 0], "seconds": seconds, "gate": gate}}
        prompt["2"]["inputs"]["images"] = ["3", 0]
    return prompt


def nap(seconds, name="nap"):
    return {"1": {"class_type": "Nap", "inputs": {"seconds": seconds, "name": name}}}


def poison(name="poison"):
    return {"1": {"class_type": "Poison", "inputs": {"name": name}}}
