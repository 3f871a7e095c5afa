"""TensorFlow Lite → ONNX for the two models of a face: the operators they use, nothing more.

The result is the same to the byte for the same source and the same version of onnx.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tflite

from scripts.models import custom_operators
from scripts.models.graph import Graph

NAMES = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}


@dataclass(frozen=True)
class Call:
    """One operator of the source with the indices of its tensors."""

    operator: Any
    inputs: list[int]
    outputs: list[int]

    def options(self, kind: Any) -> Any:
        """Return the operator's options."""
        table = self.operator.BuiltinOptions()
        options = kind()
        options.Init(table.Bytes, table.Pos)
        return options


def convert(path: Path) -> bytes:
    """Return the ONNX model of a TensorFlow Lite file."""
    graph = Graph(path)
    graph.begin()
    for index in range(graph.source.OperatorsLength()):
        operator = graph.source.Operators(index)
        call = Call(
            operator,
            [operator.Inputs(place) for place in range(operator.InputsLength())],
            [operator.Outputs(place) for place in range(operator.OutputsLength())],
        )
        code = graph.model.OperatorCodes(operator.OpcodeIndex())
        name = NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        if name == "CUSTOM":
            custom_operators.OPERATORS[code.CustomCode().decode()](graph, operator, call.inputs, call.outputs)
        else:
            OPERATORS[name](graph, call)
    return graph.finish()


def activated(graph: Graph, value: str, activation: int) -> str:
    """Apply an operator's fused activation."""
    kinds = tflite.ActivationFunctionType
    if activation == kinds.NONE:
        return value
    if activation == kinds.RELU:
        return graph.add("Relu", [value])
    if activation == kinds.RELU6:
        return graph.add("Clip", [value, graph.floats(0), graph.floats(6)])
    raise NotImplementedError(f"activation {activation}")


def padding(
    kind: int, sizes: list[int], kernel: list[int], strides: list[int], dilations: list[int]
) -> list[int]:
    """Return ONNX pads for SAME or VALID: the odd pixel goes behind."""
    if kind == tflite.Padding.VALID:
        return [0, 0, 0, 0]
    before, after = [], []
    for size, width, stride, dilation in zip(sizes, kernel, strides, dilations, strict=True):
        total = max((-(-size // stride) - 1) * stride + (width - 1) * dilation + 1 - size, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return before + after


def dequantize(graph: Graph, call: Call) -> None:
    """Weights stored in half precision."""
    graph.constants[call.outputs[0]] = graph.constants[call.inputs[0]].astype(np.float32)


def convolution(graph: Graph, call: Call, *, is_depthwise: bool = False) -> None:
    """Plain or depthwise convolution with bias."""
    options = call.options(tflite.DepthwiseConv2DOptions if is_depthwise else tflite.Conv2DOptions)
    source, weights_index, bias_index = call.inputs
    weights = graph.constants[weights_index].astype(np.float32)
    weights = weights.transpose(3, 0, 1, 2) if is_depthwise else weights.transpose(0, 3, 1, 2)
    strides = [options.StrideH(), options.StrideW()]
    dilations = [options.DilationHFactor(), options.DilationWFactor()]
    kernel = list(weights.shape[2:])
    shape = graph.shape(source)
    value = graph.add(
        "Conv",
        [graph.channels_first(source), graph.floats(weights), graph.floats(graph.constants[bias_index])],
        group=shape[3] if is_depthwise else 1,
        kernel_shape=kernel,
        strides=strides,
        dilations=dilations,
        pads=padding(options.Padding(), shape[1:3], kernel, strides, dilations),
    )
    graph.put(call.outputs[0], activated(graph, value, options.FusedActivationFunction()))


def depthwise_convolution(graph: Graph, call: Call) -> None:
    """A convolution with one group per channel."""
    convolution(graph, call, is_depthwise=True)


def max_pool(graph: Graph, call: Call) -> None:
    """The largest of each window."""
    options = call.options(tflite.Pool2DOptions)
    kernel = [options.FilterHeight(), options.FilterWidth()]
    strides = [options.StrideH(), options.StrideW()]
    pads = padding(options.Padding(), graph.shape(call.inputs[0])[1:3], kernel, strides, [1, 1])
    value = graph.add(
        "MaxPool", [graph.channels_first(call.inputs[0])], kernel_shape=kernel, strides=strides, pads=pads
    )
    graph.put(call.outputs[0], activated(graph, value, options.FusedActivationFunction()))


def prelu(graph: Graph, call: Call) -> None:
    """Leaky ReLU with a learned slope for each channel."""
    slopes = graph.channels_first(call.inputs[1], is_slope=True)
    graph.put(call.outputs[0], graph.add("PRelu", [graph.channels_first(call.inputs[0]), slopes]))


def relu(graph: Graph, call: Call) -> None:
    graph.put(call.outputs[0], graph.add("Relu", [graph.channels_first(call.inputs[0])]))


def add(graph: Graph, call: Call) -> None:
    _arithmetic(graph, call, "Add", call.options(tflite.AddOptions).FusedActivationFunction())


def multiply(graph: Graph, call: Call) -> None:
    """Element by element, or a constant scaling of a transform."""
    source, other = call.inputs
    if source in graph.transforms:
        matrix, shift = graph.transforms[source]
        factors = graph.constants[other].reshape(4, 4)
        graph.transforms[call.outputs[0]] = (
            graph.add("Mul", [matrix, graph.floats(factors[:2, :2].T)]),
            graph.add("Mul", [shift, graph.floats(factors[:2, 3])]),
        )
        return
    _arithmetic(graph, call, "Mul", call.options(tflite.MulOptions).FusedActivationFunction())


def _arithmetic(graph: Graph, call: Call, operator: str, activation: int) -> None:
    inputs = [graph.channels_first(index) for index in call.inputs]
    graph.put(call.outputs[0], activated(graph, graph.add(operator, inputs), activation))


def pad(graph: Graph, call: Call) -> None:
    """Zeros around, in channels too."""
    widths = graph.constants[call.inputs[1]]
    if len(widths) == 4:
        widths = widths[[0, 3, 1, 2]]
    pads = graph.integers(np.concatenate([widths[:, 0], widths[:, 1]]))
    graph.put(call.outputs[0], graph.add("Pad", [graph.channels_first(call.inputs[0]), pads]))


def reshape(graph: Graph, call: Call) -> None:
    """In the source's order of dimensions."""
    output = call.outputs[0]
    value = graph.add("Reshape", [graph.channels_last(call.inputs[0]), graph.integers(graph.shape(output))])
    graph.put(output, value, is_channels_last=True)


def concatenate(graph: Graph, call: Call) -> None:
    output = call.outputs[0]
    axis = call.options(tflite.ConcatenationOptions).Axis()
    if len(graph.shape(output)) == 4:
        axis = [0, 2, 3, 1][axis % 4]
    graph.put(output, graph.add("Concat", [graph.channels_first(index) for index in call.inputs], axis=axis))


def strided_slice(graph: Graph, call: Call) -> None:
    """A slice with constant bounds; dimensions are kept."""
    options = call.options(tflite.StridedSliceOptions)
    if options.ShrinkAxisMask() or options.NewAxisMask() or options.EllipsisMask():
        raise NotImplementedError("slices that change dimensions")
    sizes = graph.shape(call.inputs[0])
    begin, end, steps = (graph.constants[index].astype(np.int64).copy() for index in call.inputs[1:4])
    for axis, size in enumerate(sizes):
        if options.BeginMask() >> axis & 1:
            begin[axis] = 0
        if options.EndMask() >> axis & 1:
            end[axis] = size
    bounds = [graph.integers(values) for values in (begin, end, np.arange(len(sizes)), steps)]
    value = graph.add("Slice", [graph.channels_last(call.inputs[0]), *bounds])
    graph.put(call.outputs[0], value, is_channels_last=True)


OPERATORS: dict[str, Callable[[Graph, Call], None]] = {
    "DEQUANTIZE": dequantize,
    "CONV_2D": convolution,
    "DEPTHWISE_CONV_2D": depthwise_convolution,
    "MAX_POOL_2D": max_pool,
    "PRELU": prelu,
    "RELU": relu,
    "ADD": add,
    "MUL": multiply,
    "PAD": pad,
    "RESHAPE": reshape,
    "CONCATENATION": concatenate,
    "STRIDED_SLICE": strided_slice,
}
