#!/usr/bin/env python3
"""Copy the part of the numeric reference that the tests use into Tests/Fixtures/reference.

    copy_reference.py REFERENCE_DIR

REFERENCE_DIR holds what ComfyUI itself gave (see reference/README.md, copied along). Workflows
that need model families or nodes the library does not have yet are left out; add them to
WORKFLOWS when it does. Of `sdxl.*`, internals.safetensors keeps what the tests look at (SDXL), for size; internals_sd.safetensors keeps `sd2.*`. input/ is
what `make_workflows.py --input-dir` writes.
"""
import json
import pathlib
import shutil
import struct
import sys

WORKFLOWS = """advanced_two_stage denoise_levels hires_fix image_ops img2img inpaint latent_batches
model_sampling_eps_zsnr model_sampling_lcm model_sampling_v_prediction model_sampling_v_prediction_zsnr
model_sampling_x0 prompts samplers_karras samplers_normal samplers_sgm_uniform schedulers_dpm_2 schedulers_dpmpp_2m schedulers_euler
txt2img txt2img_20 txt2img_batch2_nonsquare txt2img_latent vaes sdxl sd2_v conditioning conditioning_more
custom_sampler custom_samplers custom_guiders custom_sigmas custom_schedulers samplers_more_sd1 samplers_sa_solver
samplers_sa_solver_node inpaint_samplers advanced_samplers differential_diffusion rescale_cfg guidance_attention
model_sampling_continuous_v controlnet controlnet_conditioning controlnet_sd1_shuffle controlnet_difference control_lora_sd1
t2i_adapter_sd1 t2i_adapter_sd1_full controlnet_mixed taesd_both vae_tiled inpaint_model_sd1 ip2p_sd1 clip_vision unclip
sd_x4_upscaler controlnet_sdxs_diffusers controlnet_sdxl_tiny controlnet_sdxl_diffusers controlnet_union control_lora_sdxl
gligen zero123 upscale_models upscale_model_tiled t2i_adapter_sdxl inpaint_model_sdxl inpaint_model_sd2
model_sampling_edm_eps model_sampling_edm_edm model_sampling_edm_cosmos_rflow model_sampling_edm_edm_playground_v25
model_sampling_edm_v_prediction model_sampling_img_to_img model_sampling_lcm_zsnr multiply_cross_attention
guidance_cfg guidance_random caches context_windows multiply_self_attention multiply_clip_attention
lora_both hook_keyframes hook_schedule_clip hook_cond_only hook_lora hook_lora_combined hook_lora_model_only
hook_pair_combine hook_keyframes_floats hook_keyframes_interpolated checkpoint_loader_v1 checkpoint_loader_v1_skip2
lora_locon_mid lora_loha lora_loha_tucker lora_lokr_full lora_lokr_factored lora_lokr_factored_neg lora_lokr_factored_s1
lora_lokr_tucker lora_dora_in lora_dora_in_neg lora_dora_out lora_dora_out_neg lora_glora lora_glora_old lora_oft lora_oft_neg
lora_oft_s1 lora_oft_constraint lora_boft lora_boft_neg lora_boft_s1 lora_boft_rescale lora_boft_no_alpha""".split()
WITHOUT_MODEL = """images_animated images_batch images_color images_compose images_compose_v2 images_contrast images_dataset
images_fit images_geometry images_load images_masks images_scale latent_ops""".split()
INPUTS = ["la.png"]

SDXL = ("sdxl.cond.pos", "sdxl.pooled.", "sdxl.adm.pos", "sdxl.unet.")


def trimmed_safetensors(source, target, keep):
    data = source.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    body = data[8 + length:]
    out, chunks, at = {}, [], 0
    for name, info in sorted((n, i) for n, i in header.items() if n != "__metadata__"):
        if not keep(name):
            continue
        begin, end = info["data_offsets"]
        out[name] = dict(info, data_offsets=[at, at + end - begin])
        chunks.append(body[begin:end])
        at += end - begin
    text = json.dumps(out).encode()
    text += b" " * (-len(text) % 8)
    target.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).parent / "reference"
    for folder in ("workflows", "goldens", "events", "input"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for name in ("README.md", "object_info.json", "configuration.json", "make_checkpoint.py", "kinds_sd.py",
                 "make_workflows.py"):
        shutil.copyfile(source / name, target / name)
    for file in (source / "events").iterdir():
        shutil.copy(file, target / "events" / file.name)
    for name in WORKFLOWS + WITHOUT_MODEL:
        workflow = (source / "workflows" / f"{name}.json").read_text()
        (target / "workflows" / f"{name}.json").write_text(workflow)
        latents = source / "goldens" / f"{name}.safetensors"
        if latents.exists():
            shutil.copy(latents, target / "goldens" / latents.name)
        if (source / "goldens" / name).is_dir():
            shutil.copytree(source / "goldens" / name, target / "goldens" / name, dirs_exist_ok=True)
    shutil.copy(source / "goldens/internals.json", target / "goldens/internals.json")
    manifest = json.loads((source / "goldens/manifest.json").read_text())
    manifest["workflows"] = {name: manifest["workflows"][name] for name in WORKFLOWS}
    (target / "goldens/manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    for file in (source / "inputs").iterdir():
        shutil.copy(file, target / "input" / file.name)
    trimmed_safetensors(source / "goldens/internals.safetensors", target / "goldens/internals.safetensors",
                        lambda name: not name.startswith("sdxl.") or name.startswith(SDXL))
    trimmed_safetensors(source / "goldens/internals_sd.safetensors", target / "goldens/internals_sd.safetensors",
                        lambda name: name.startswith("sd2."))


if __name__ == "__main__":
    main()
