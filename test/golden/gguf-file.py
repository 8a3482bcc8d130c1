"""Makes gguf-file.json: a GGUF file with every kind of metadata and tensor, its values, and values as blocks.

    python test/golden/gguf-file.py > test/golden/gguf-file.json

Bytes are in base64. `file` is what GGUFWriter writes, and GGUFReader has read it back; `values` are its tensors
dequantised; `quantised` holds `input` (float32) as blocks of every type that gguf-py can write and Onda too.
Given a file, only says what GGUFReader reads in it:

    python test/golden/gguf-file.py FILE

Made with gguf 0.19.0, numpy 2.4.6.
"""
import base64
import json
import os
import sys
import tempfile

import numpy as np
from gguf import GGMLQuantizationType as Type, GGUFReader, GGUFValueType, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize, quantize

COLUMNS = 512
HALVES = {  # where each block keeps its float16 scales
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def blocks(rng, name):
    """A row of blocks with any bits, but scales that are numbers: large, small, below the normal range, negative, 0."""
    length, size = GGML_QUANT_SIZES[Type[name]]
    data = rng.integers(0, 256, (COLUMNS // length, size), dtype=np.uint8)
    scales = [0.013, -0.7, 6e-7, 1234.0, 0.0, -3e-5]
    for at in HALVES[name]:
        drawn = rng.choice(scales, data.shape[0]) * rng.uniform(0.5, 1, data.shape[0])
        data[:, at:at + 2] = drawn.astype(np.float16).view(np.uint8).reshape(-1, 2)
    return data.reshape(1, -1)


def write(path, rng):
    writer = GGUFWriter(path, "onda-test")
    for kind, value in [("uint8", 200), ("int8", -100), ("uint16", 60000), ("int16", -30000), ("uint32", 4000000000),
                        ("int32", -2000000000), ("float32", 0.1), ("uint64", 2**63 + 1), ("int64", -2**62 - 1),
                        ("float64", 0.1), ("bool", True), ("string", "wave 波 🌊")]:
        getattr(writer, "add_" + kind)("test." + kind, value)
    for kind, value in [("int32", [1, -2, 3]), ("float32", [0.5, -0.25]), ("bool", [True, False]),
                        ("string", ["a", "", "é", "a longer piece of text than the rest"]), ("int64", [-2**60, 7])]:
        writer.add_key_value("test.list." + kind, value, GGUFValueType.ARRAY, GGUFValueType[kind.upper()])
    floats = rng.standard_normal((3, 5)).astype(np.float32)
    writer.add_tensor("f32", floats)
    writer.add_tensor("f16", floats.astype(np.float16))
    writer.add_tensor("bf16", quantize(floats, Type.BF16), raw_dtype=Type.BF16)
    for name in HALVES:
        writer.add_tensor(name.lower(), blocks(rng, name), raw_dtype=Type[name])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def inputs(rng):
    """Rows of 32: ordinary, with outliers, of one value, of zeros, with ties, of small ones."""
    normal = rng.standard_normal((12, 32))
    tails = rng.standard_t(2, (6, 32)) * 0.02
    ties = np.resize([127, -0.5, 1.5, -2.5, 63.5, -126.5, 4, -4], (2, 32))
    fours = np.resize([-8, 8, 0.5, -0.5, 7.5, -7.5, 3], (2, 32))
    rows = [normal, tails, np.full((1, 32), -0.3), np.zeros((1, 32)), ties, fours, normal[:2] * 1e-6, normal[:1] * 1e4]
    return np.concatenate(rows).astype(np.float32)


def make():
    rng = np.random.default_rng(7)
    path = os.path.join(tempfile.mkdtemp(), "golden.gguf")
    write(path, rng)
    tensors = GGUFReader(path).tensors
    x = inputs(rng)
    print(json.dumps({
        "file": text(np.fromfile(path, np.uint8)),
        "values": {t.name: text(dequantize(t.data, t.tensor_type).astype(np.float32)) for t in tensors},
        "input": text(x),
        "quantised": {n: text(quantize(x, Type[n])) for n in ["F16", "BF16", "Q8_0", "Q4_0"]},
    }, indent=1))


def say(path):
    reader = GGUFReader(path)
    for name, field in reader.fields.items():
        print(name, [t.name for t in field.types], str(field.contents())[:60])
    for t in reader.tensors:
        print(t.name, t.tensor_type.name, t.shape.tolist(), t.n_bytes, float(np.abs(t.data.astype(np.float64)).sum()))


if len(sys.argv) > 1:
    say(sys.argv[1])
else:
    make()
