# Turns the networks of a request into files of OpenVINO, once: {"folder": path, "version": of OpenVINO, ...} -> {"paths": [...]}.
import gc
import os


def convert(q, path):
    import openvino
    from openvino.frontend.pytorch.patch_model import __make_16bit_traceable as keep_halves

    torch.set_grad_enabled(False)
    module = network(q).half()
    # sizes stay open: small inputs are traced, and the file is used with larger ones
    given = inputs(dict(q, **({"height": 128, "width": 128} if q["op"] == "encoder" else {"height": 16, "width": 16})))
    # weights stay as they are stored, and are computed with in f32 while this traces
    keep_halves(module)
    model = openvino.convert_model(module, example_input=tuple(torch.as_tensor(x) for x in given))
    partial = f"{path}.{os.getpid()}.xml"
    openvino.save_model(model, partial, compress_to_fp16=True)
    os.rename(partial[:-4] + ".bin", path[:-4] + ".bin")
    os.rename(partial, path)


def answer(q, state):
    if "threads" in q:
        torch.set_num_threads(q["threads"])
        return {"ready": True}
    folder = f'{q["folder"]}/openvino-{q["version"]}'
    os.makedirs(folder, exist_ok=True)
    paths = []
    for part in parts(q):
        name = "_".join(str(part[key]) for key in ("op", "model", "part") if key in part)
        paths.append(f"{folder}/{name}.xml")
        if not os.path.exists(paths[-1]):
            print(f"converting {name}", file=sys.stderr)
            convert(part, paths[-1])
            network_of.cache_clear()
            gc.collect()
    return {"paths": paths}


serve(answer)
