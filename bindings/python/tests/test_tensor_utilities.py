"""What packs do with tensors and weights of their own through comfy.utils. ComfyUI's fork 0.10.0 has given the numbers."""

import pytest

from libcomfy.pictures import bislerp
from libcomfy.state_dicts import (
    calculate_parameters,
    copy_to_param,
    get_attr,
    safetensors_header,
    save_torch_file,
    set_attr,
    set_attr_param,
    state_dict_key_replace,
    state_dict_prefix_replace,
    weight_dtype,
)
from libcomfy.tiles import get_tiled_scale_steps, tiled_scale, tiled_scale_multidim

torch = pytest.importorskip("torch")


class Bar:
    steps = 0

    def update(self, value):
        self.steps += value


def test_bislerp():
    samples = torch.arange(70, dtype=torch.float32).reshape(1, 2, 5, 7).sin()
    smaller = [0.76834, -0.26053, -0.68257, 0.32763, -0.84149, 0.86377]
    assert bislerp(samples, 3, 2)[0, 0].flatten().tolist() == pytest.approx(smaller, abs=2e-5)
    row = [0.16736, 0.85982, 0.8918, 0.54959, -0.02655, -0.87622, -0.90092, -0.57088, -0.11478]
    assert bislerp(samples, 9, 5)[0, 1, 4].tolist() == pytest.approx(row, abs=2e-5)
    assert bislerp(torch.zeros(1, 2, 3, 3), 5, 5).isfinite().all()


def test_tiles_that_overlap():
    def twice(part):
        return torch.nn.functional.interpolate(part, scale_factor=2) + part.mean()

    samples, bar = torch.arange(480, dtype=torch.float32).reshape(1, 1, 20, 24) / 480, Bar()
    result = tiled_scale(samples, twice, 12, 10, overlap=3, upscale_amount=2, out_channels=1, pbar=bar)
    assert result.shape == (1, 1, 40, 48) and bar.steps == get_tiled_scale_steps(24, 20, 12, 10, 3) == 9
    some = result[0, 0, [0, 9, 17, 20, 39], [0, 21, 18, 30, 47]].tolist()
    assert some == pytest.approx([0.23646, 0.46801, 0.85789, 1.13646, 1.86562], abs=2e-5)
    assert result.mean().item() == pytest.approx(1.00581, abs=2e-5)
    whole = tiled_scale(samples, twice, 24, 20, upscale_amount=2, out_channels=1)
    assert torch.equal(whole, twice(samples))


def test_tiles_that_become_smaller():
    samples = torch.arange(480, dtype=torch.float32).reshape(1, 1, 20, 24) / 480
    result = tiled_scale_multidim(
        samples,
        lambda part: torch.nn.functional.avg_pool2d(part, 2) + part.max(),
        tile=(10, 12),
        overlap=4,
        upscale_amount=2,
        out_channels=1,
        downscale=True,
    )
    assert result[0, 0, [0, 4, 9], [0, 5, 11]].tolist() == pytest.approx([0.49896, 1.1309, 1.96979], abs=2e-5)
    assert result.mean().item() == pytest.approx(1.22368, abs=2e-5)


def test_weights_by_path():
    network = torch.nn.Sequential(torch.nn.Linear(2, 3))
    assert get_attr(network, "0.weight") is network[0].weight
    before = network[0].bias
    assert set_attr_param(network, "0.bias", torch.ones(3)) is before and not network[0].bias.requires_grad
    copy_to_param(network, "0.bias", torch.zeros(3))
    assert network[0].bias.sum() == 0 and set_attr(network, "training", False) is True


def test_state_dictionaries(tmp_path):
    weights = {"a.x": torch.zeros(2, 3), "a.y": torch.zeros(7, dtype=torch.float16), "b": torch.zeros(1)}
    assert calculate_parameters(weights) == 14 and calculate_parameters(weights, "a.") == 13
    assert weight_dtype(weights, "a.") == torch.float16 and weight_dtype(weights, "c") is None
    path = str(tmp_path / "weights.safetensors")
    pytest.importorskip("safetensors")
    save_torch_file(weights, path, {"of": "a test"})
    assert b"a test" in safetensors_header(path) and safetensors_header(path, 4) is None
    assert sorted(state_dict_key_replace(dict(weights), {"b": "c", "none": "d"})) == ["a.x", "a.y", "c"]
    assert sorted(state_dict_prefix_replace(dict(weights), {"a.": "z."})) == ["b", "z.x", "z.y"]
    rest = dict(weights)
    assert sorted(state_dict_prefix_replace(rest, {"a.": ""}, filter_keys=True)) == ["x", "y"] and list(rest) == ["b"]
