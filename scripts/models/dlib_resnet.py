"""dlib's face recognition network (ResNet-29, 128 figures) as ONNX, read from dlib's own file of weights.

The network is that of dlib's ``dnn_face_recognition_ex.cpp``; the file holds its layers from the input on, so that the parameters are
found behind the layers' names. Each scaling (``affine``) is folded into the convolution before it. Residual branches that differ in
size are filled up with zeros behind, as dlib's ``add_prev`` does. Input: RGB 0…255, (n, 150, 150, 3).
"""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 9
SIDE = 150
#: dlib's ``input_rgb_image_sized``: averages of red, green, blue; then divided by 256.
AVERAGES = (122.782, 117.001, 104.298)
#: Filters of each stage, its residual blocks, and whether the first of them halves the picture.
STAGES = ((32, 3, False), (64, 4, True), (128, 3, True), (256, 3, True), (256, 1, True))
NAMES = re.compile(rb"\x01[\x04-\x07](con_4|affine_|fc_2)\x01")


def converted(content: bytes) -> bytes:
    """Return the ONNX model of dlib's file."""
    network = _Network(_parameters(content))
    network.input()
    for filters, blocks, halves in STAGES:
        for number in range(blocks):
            network.residual(filters, halves=halves and number == 0)
    return network.finish()


def _parameters(content: bytes) -> dict[str, list[NDArray[np.float32]]]:
    """Return the tensors behind the names of layers, in their order."""
    found: dict[str, list[NDArray[np.float32]]] = {"con_4": [], "affine_": [], "fc_2": []}
    place = 0
    while match := NAMES.search(content, place):
        name = match.group(1).decode()
        place = match.end() - 1
        if name == "fc_2":
            _, place = _integer(content, place)
            _, place = _integer(content, place)
        tensor, place = _tensor(content, place)
        found[name].append(tensor)
    return found


def _integer(content: bytes, place: int) -> tuple[int, int]:
    """Read dlib's packed integer: a byte with the count of bytes, then these, the smallest first."""
    count = content[place] & 0x0F
    end = place + 1 + count
    return int.from_bytes(content[place + 1 : end], "little"), end


def _tensor(content: bytes, place: int) -> tuple[NDArray[np.float32], int]:
    version, place = _integer(content, place)
    if version != 2:
        raise ValueError(f"tensor of version {version}")
    shape = []
    for _ in range(4):
        size, place = _integer(content, place)
        shape.append(size)
    count = int(np.prod(shape))
    return np.frombuffer(content, "<f4", count, place).reshape(shape), place + 4 * count


@dataclass
class _Network:
    parameters: dict[str, list[NDArray[np.float32]]]
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    value: str = "input"
    channels: int = 3
    side: int = SIDE
    used: int = 0

    def constant(self, values: Any, kind: Any = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(np.asarray(values, kind)), name))
        return name

    def add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def input(self) -> None:
        """Channels first, averages off, the first convolution and pooling."""
        first = self.add("Transpose", [self.value], perm=[0, 3, 1, 2])
        less = self.add("Sub", [first, self.constant(np.reshape(AVERAGES, (1, 3, 1, 1)))])
        self.value = self.add("Mul", [less, self.constant(1 / 256)])
        self.value, self.side = self.convolution(self.value, self.side, 32, kernel=7, stride=2)
        self.value = self.add("Relu", [self.value])
        self.value = self.add("MaxPool", [self.value], kernel_shape=[3, 3], strides=[2, 2])
        self.side = (self.side - 3) // 2 + 1
        self.channels = 32

    def convolution(
        self, value: str, side: int, filters: int, *, kernel: int, stride: int
    ) -> tuple[str, int]:
        """Convolution with its scaling; dlib pads where it does not stride."""
        raw = self.parameters["con_4"][self.used].ravel()
        gamma, beta = self.parameters["affine_"][self.used].ravel().reshape(2, filters)
        self.used += 1
        weights, bias = raw[:-filters].reshape(filters, -1, kernel, kernel), raw[-filters:]
        pad = kernel // 2 if stride == 1 else 0
        name = self.add(
            "Conv",
            [value, self.constant(weights * gamma[:, None, None, None]), self.constant(bias * gamma + beta)],
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[pad] * 4,
        )
        return name, (side + 2 * pad - kernel) // stride + 1

    def residual(self, filters: int, *, halves: bool) -> None:
        """Two convolutions beside a short cut (pooled where the picture is halved)."""
        inner, side = self.convolution(self.value, self.side, filters, kernel=3, stride=2 if halves else 1)
        inner = self.add("Relu", [inner])
        inner, side = self.convolution(inner, side, filters, kernel=3, stride=1)
        short, short_side = self.value, self.side
        if halves:
            short = self.add("AveragePool", [short], kernel_shape=[2, 2], strides=[2, 2])
            short_side = self.side // 2
        self.side = max(side, short_side)
        total = self.add(
            "Add",
            [
                self.filled(inner, filters, side, filters),
                self.filled(short, self.channels, short_side, filters),
            ],
        )
        self.value, self.channels = self.add("Relu", [total]), filters

    def filled(self, value: str, channels: int, side: int, filters: int) -> str:
        """Zeros behind, up to the common size."""
        if channels == filters and side == self.side:
            return value
        more = self.side - side
        return self.add("Pad", [value, self.constant([0] * 5 + [filters - channels, more, more], np.int64)])

    def finish(self) -> bytes:
        """Average, the last layer without bias; the checked model."""
        if self.used != len(self.parameters["con_4"]) or len(self.parameters["fc_2"]) != 1:
            raise ValueError("not the network that was expected")
        mean = self.add("ReduceMean", [self.value], axes=[2, 3], keepdims=0)
        last = self.parameters["fc_2"][0]
        weights = self.constant(last.reshape(last.shape[0], -1))
        self.nodes.append(helper.make_node("MatMul", [mean, weights], ["embedding"]))
        picture = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, SIDE, SIDE, 3])
        answer = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, 128])
        graph = helper.make_graph(self.nodes, "g", [picture], [answer], self.constants)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
        )
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))
