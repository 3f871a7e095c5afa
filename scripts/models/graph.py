"""A TensorFlow Lite file opened for conversion, and the ONNX graph that grows from it.

TensorFlow Lite holds pictures as batch, height, width, channels; ONNX wants channels first. Activations of four dimensions are
kept channels first throughout; where an operator means the original order (reshape, slice, an output), a transposition is put in
front of it.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]
OPSET = 17
IR_VERSION = 9
TO_CHANNELS_FIRST = [0, 3, 1, 2]
TO_CHANNELS_LAST = [0, 2, 3, 1]
TYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT64: np.int64,
}


class Graph:
    """Constants and shapes of the source by tensor index; nodes, constants and values of the result."""

    def __init__(self, path: Path) -> None:
        self.model = tflite.Model.GetRootAs(path.read_bytes(), 0)
        self.source = self.model.Subgraphs(0)
        self.constants: dict[int, Array] = {}
        self.values: dict[int, str] = {}
        # A 2-D transform is kept as its two parts: p' = p @ matrix + shift.
        self.transforms: dict[int, tuple[str, str]] = {}
        self._nodes: list[Any] = []
        self._initial: list[Any] = []
        for index in range(self.source.TensorsLength()):
            tensor = self.source.Tensors(index)
            buffer = self.model.Buffers(tensor.Buffer())
            if buffer.DataLength():
                raw = np.frombuffer(buffer.DataAsNumpy().tobytes(), TYPES[tensor.Type()])
                self.constants[index] = raw.reshape(self.shape(index))

    def shape(self, index: int) -> list[int]:
        """Return the shape of a source tensor."""
        shape = self.source.Tensors(index).ShapeAsNumpy()
        return [] if isinstance(shape, int) else [int(size) for size in shape]

    def constant(self, values: Any, kind: Any = None) -> str:
        """Add a constant; return its name."""
        name = f"c{len(self._initial)}"
        self._initial.append(numpy_helper.from_array(np.ascontiguousarray(np.asarray(values, kind)), name))
        return name

    def floats(self, values: Any) -> str:
        """Add a constant of 32-bit floats."""
        return self.constant(values, np.float32)

    def integers(self, values: Any) -> str:
        """Add a constant of 64-bit integers: axes, places, shapes."""
        return self.constant(values, np.int64)

    def add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        """Add a node with one output; return the output's name."""
        name = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def channels_first(self, index: int, *, is_slope: bool = False) -> str:
        """Return a tensor, channels first; ``is_slope``: a PReLU's slopes, which have no batch dimension."""
        if index not in self.constants:
            return self.values[index]
        values = self.constants[index]
        if values.ndim == 4:
            values = values.transpose(TO_CHANNELS_FIRST)
        elif values.ndim == 3 and is_slope:
            values = values.transpose(2, 0, 1)
        return self.floats(values)

    def channels_last(self, index: int) -> str:
        """Return a tensor in its original order."""
        if index in self.constants:
            return self.constant(self.constants[index])
        value = self.values[index]
        return self.add("Transpose", [value], perm=TO_CHANNELS_LAST) if len(self.shape(index)) == 4 else value

    def put(self, index: int, value: str, *, is_channels_last: bool = False) -> None:
        """Keep a value as the source tensor ``index``."""
        if is_channels_last and len(self.shape(index)) == 4:
            value = self.add("Transpose", [value], perm=TO_CHANNELS_FIRST)
        self.values[index] = value

    def begin(self) -> None:
        """Take the one input, channels last as in the source."""
        index = self.source.Inputs(0)
        self.values[index] = self.add("Transpose", ["input"], perm=TO_CHANNELS_FIRST)

    def finish(self) -> bytes:
        """Name the outputs as in the source; return the checked model."""
        outputs = []
        for place in range(self.source.OutputsLength()):
            index = self.source.Outputs(place)
            name = self.source.Tensors(index).Name().decode()
            self._nodes.append(helper.make_node("Identity", [self.channels_last(index)], [name]))
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, self.shape(index)))
        entry = helper.make_tensor_value_info("input", TensorProto.FLOAT, self.shape(self.source.Inputs(0)))
        graph = helper.make_graph(self._nodes, "g", [entry], outputs, self._initial)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
        )
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))
