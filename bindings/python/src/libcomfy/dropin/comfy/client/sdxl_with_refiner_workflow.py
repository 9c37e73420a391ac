"""A workflow for Stable Diffusion XL and its refiner, which programs for ComfyUI's fork try their client with."""

from typing import Any


def _node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"inputs": inputs, "class_type": class_type}


def sdxl_workflow_with_refiner(
    prompt: str,
    negative_prompt: str = "",
    inference_steps: int = 25,
    refiner_steps: int = 5,
    sdxl_base_checkpoint_name: str = "sd_xl_base_1.0.safetensors",
    sdxl_refiner_checkpoint_name: str = "sd_xl_refiner_1.0.safetensors",
    width: int = 1024,
    height: int = 1024,
    sampler: str = "euler_ancestral",
    scheduler: str = "normal",
    filename_prefix: str = "sdxl_",
    seed: int = 42,
) -> dict[str, Any]:
    """The prompt, whose picture node "13" saves.

    As in the fork, it and the negative one are the refiner's alone, and the sampler has no input of the seed's name.
    """
    schedule = {"noise_seed": 42, "steps": inference_steps + refiner_steps, "cfg": 7.5}
    schedule |= {"sampler_name": sampler, "scheduler": scheduler}
    base = {"add_noise": "enable", "return_with_leftover_noise": "enable", "seed": seed}
    base |= {"start_at_step": 0, "end_at_step": inference_steps}
    refiner = {"add_noise": "disable", "return_with_leftover_noise": "disable"}
    refiner |= {"start_at_step": inference_steps, "end_at_step": inference_steps + refiner_steps}

    def sampling(model: str, positive: str, negative: str, latent: str, **inputs: Any) -> dict[str, Any]:
        links = {"model": [model, 0], "positive": [positive, 0], "negative": [negative, 0], "latent_image": [latent, 0]}
        return _node("KSamplerAdvanced", **schedule, **inputs, **links)

    return {
        "4": _node("CheckpointLoaderSimple", ckpt_name=sdxl_base_checkpoint_name),
        "5": _node("EmptyLatentImage", width=width, height=height, batch_size=1),
        "6": _node("CLIPTextEncode", text="a photo of a cat", clip=["4", 1]),
        "10": sampling("4", "6", "15", "5", **base),
        "12": _node("VAEDecode", samples=["14", 0], vae=["4", 2]),
        "13": _node("SaveImage", filename_prefix=filename_prefix, images=["12", 0]),
        "14": sampling("16", "17", "20", "10", **refiner),
        "15": _node("ConditioningZeroOut", conditioning=["6", 0]),
        "16": _node("CheckpointLoaderSimple", ckpt_name=sdxl_refiner_checkpoint_name),
        "17": _node("CLIPTextEncode", text=prompt, clip=["16", 1]),
        "20": _node("CLIPTextEncode", text=negative_prompt, clip=["16", 1]),
    }
