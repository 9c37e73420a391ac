#!/usr/bin/env python3
"""Writes the tensors of the reference's model files as text, one file a kind: what SyntheticLayout+File.swift makes the
files of. The values are a pure function of name, centre and half; make_checkpoint.py's docstring says which.

    make_layouts.py REFERENCE_DIR

A line is a tensor: name, type, shape, centre and half of its values, the name that seeds them (nothing: its own), and what
is added to them (in, out:FACTOR, skip:FIRST: the weak path that lets a latent through a UNet). The first line is
the file's place below the folder of models.
"""
import pathlib
import sys

KINDS = """controlnet_sd1_small controlnet_sd1_shuffle controlnet_sd1_diff control_lora_sd1 unet_sd1_res2 t2i_sd1
t2i_sd1_conv t2i_sd1_diffusers t2i_light taesd_encoder taesd_decoder taesdxl_encoder taesdxl_decoder unet_sd1_inpaint
unet_sd1_ip2p unet_sd2_inpaint clip_vision_l style_model gligen_sd1 upscale_x4 upscale_esrgan_old_x4 upscale_esrgan_old_x8
upscale_esrgan_old_x1 upscale_rrdb_x2 upscale_compact_x4 upscale_compact_x2 upscale_swinir_x2 unet_zero123 unet_sd_x4
unet_unclip_l sdxs_unet controlnet_sdxs_diffusers controlnet_sdxl_tiny unet_sdxl_eps unet_sdxl_inpaint unet_sdxl_cn
controlnet_sdxl_diffusers controlnet_sdxl_union control_lora_sdxl t2i_sdxl lora_locon lora_locon_mid lora_loha lora_loha_tucker
lora_lokr_full lora_lokr_factored lora_lokr_tucker lora_dora_in lora_dora_out lora_glora lora_glora_old lora_oft
lora_oft_constraint lora_boft lora_boft_rescale lora_boft_no_alpha""".split()


def number(x):
    return repr(float(x)) if x else "0"


def added(add):
    if add is None:
        return ""
    if add.__name__ == "add_in":
        return "in"
    cells = dict(zip(add.__code__.co_freevars, (c.cell_contents for c in add.__closure__ or ())))
    if add.__name__ == "add":
        return "skip:%d" % add.__defaults__[0]
    if add.__name__ == "add_out":
        return "out:" + number(cells["identity"])
    raise ValueError(add.__name__)


def main():
    sys.path.insert(0, sys.argv[1])
    import make_checkpoint as mc
    mc.load_more_kinds()
    for kind in KINDS:
        folder, file, build = mc.KINDS[kind]
        spec = build(1)
        # pickles hold the same tensors; the tests write them as safetensors
        file = file.replace(".pth", ".safetensors")
        lines = ["%s/%s" % (folder, file)]
        for name, (shape, centre, half, dtype, add) in spec.items.items():
            source, values = "", (centre, half)
            if name in spec.source:
                source, item, function = spec.source[name]
                assert function is None, name
                values, add = item[1:3], item[4]
            if values[1] is None:
                constant = values[0].flatten().tolist()
                if name.endswith(("attn_mask", "relative_position_index")):
                    constant = []  # nothing but their shapes is read
                text = "range" if constant == list(range(len(constant))) and dtype == "I64" else "=" + number(
                    constant[0] if constant else 0)
                assert text == "range" or len(constant) < 2, name
                values = (text, "0")
            else:
                values = (number(values[0]), number(values[1]))
            lines.append(" ".join([name, dtype, ",".join(map(str, shape)) or "-", *values, source or "-",
                                   added(add) or "-"]))
        (pathlib.Path(__file__).parent / f"{kind}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
