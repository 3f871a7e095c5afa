"""MediaPipe's three own operators (version 2) in the attention mesh, written as standard ONNX nodes.

The mesh finds rough landmarks, lays a rotated rectangle around lips and each eye, samples the feature map there and refines the
points inside. A transform is kept as ``(matrix, shift)`` in row form: ``p' = p @ matrix + shift``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from flatbuffers import flexbuffers

from scripts.models.graph import Graph


def options_of(operator: Any) -> dict[str, Any]:
    """Return a custom operator's options."""
    raw = operator.CustomOptionsAsNumpy()
    return {} if isinstance(raw, int) else dict(flexbuffers.Loads(bytes(raw.tobytes())))


def landmarks_to_transform(graph: Graph, operator: Any, inputs: list[int], outputs: list[int]) -> None:
    """Landmarks (1, 468, 3) → the transform from the output's pixels to the rotated rectangle around a subset of them."""
    options = options_of(operator)
    if options["target_rotation_radians"] != 0:
        raise NotImplementedError("another target rotation")
    width, height = options["output_width"], options["output_height"]
    points = graph.add(
        "Slice", [graph.values[inputs[0]], graph.integers([0]), graph.integers([2]), graph.integers([2])]
    )
    subset = graph.add("Gather", [points, graph.integers(np.ravel(options["subset_idxs"]))], axis=1)
    right = graph.add("Gather", [points, graph.integers([options["right_rotation_idx"]])], axis=1)
    left = graph.add("Gather", [points, graph.integers([options["left_rotation_idx"]])], axis=1)
    across = graph.add("Sub", [right, left])
    unit = graph.add("Div", [across, graph.add("ReduceL2", [across], axes=[2], keepdims=1)])
    cosine_sine = graph.add("Reshape", [unit, graph.integers([1, 2])])
    # Row form: p @ [[c, s], [-s, c]] turns by +angle, its transpose by -angle.
    turn = graph.add(
        "Reshape",
        [
            graph.add("MatMul", [cosine_sine, graph.floats([[1, 0, 0, 1], [0, 1, -1, 0]])]),
            graph.integers([2, 2]),
        ],
    )
    level = graph.add("MatMul", [subset, graph.add("Transpose", [turn], perm=[1, 0])])
    largest = graph.add("ReduceMax", [level], axes=[1], keepdims=1)
    smallest = graph.add("ReduceMin", [level], axes=[1], keepdims=1)
    middle = graph.add("Mul", [graph.add("Add", [largest, smallest]), graph.floats(0.5)])
    centre = graph.add("MatMul", [middle, turn])
    factors = graph.floats([options["scale_x"] / width, options["scale_y"] / height])
    scale = graph.add("Mul", [graph.add("Sub", [largest, smallest]), factors])
    matrix = graph.add("Mul", [graph.add("Reshape", [scale, graph.integers([2, 1])]), turn])
    half = graph.add("MatMul", [graph.floats([[width / 2, height / 2]]), matrix])
    graph.transforms[outputs[0]] = (matrix, graph.add("Sub", [centre, half]))


def transform_tensor_bilinear(graph: Graph, operator: Any, inputs: list[int], outputs: list[int]) -> None:
    """A feature map sampled through a transform; zero outside."""
    options = options_of(operator)
    matrix, shift = graph.transforms[inputs[1]]
    width, height = options["output_width"], options["output_height"]
    source_height, source_width = graph.shape(inputs[0])[1:3]
    rows, columns = np.meshgrid(np.arange(height) + 0.5, np.arange(width) + 0.5, indexing="ij")
    centres = graph.floats(np.stack([columns, rows], -1).reshape(1, -1, 2))
    places = graph.add("Add", [graph.add("MatMul", [centres, matrix]), shift])
    inside = graph.add(
        "And",
        [
            graph.add("GreaterOrEqual", [places, graph.floats(0.5)]),
            graph.add("LessOrEqual", [places, graph.floats([source_width - 0.5, source_height - 0.5])]),
        ],
    )
    mask = graph.add("ReduceMin", [graph.add("Cast", [inside], to=1)], axes=[2], keepdims=0)
    mask = graph.add("Reshape", [mask, graph.integers([1, 1, height, width])])
    scaled = graph.add("Mul", [places, graph.floats([2.0 / source_width, 2.0 / source_height])])
    grid = graph.add(
        "Reshape", [graph.add("Sub", [scaled, graph.floats(1)]), graph.integers([1, height, width, 2])]
    )
    sampled = graph.add(
        "GridSample",
        [graph.values[inputs[0]], grid],
        mode="bilinear",
        padding_mode="zeros",
        align_corners=0,
    )
    graph.values[outputs[0]] = graph.add("Mul", [sampled, mask])


def transform_landmarks(graph: Graph, operator: Any, inputs: list[int], outputs: list[int]) -> None:
    """Points through a transform."""
    matrix, shift = graph.transforms[inputs[1]]
    if len(graph.shape(inputs[0])) != 3 or graph.shape(inputs[0])[2] != 2:
        raise NotImplementedError("landmarks with depth")
    moved = graph.add("MatMul", [graph.values[inputs[0]], matrix])
    graph.values[outputs[0]] = graph.add("Add", [moved, shift])


OPERATORS: dict[str, Callable[[Graph, Any, list[int], list[int]], None]] = {
    "Landmarks2TransformMatrix": landmarks_to_transform,
    "TransformTensorBilinear": transform_tensor_bilinear,
    "TransformLandmarks": transform_landmarks,
}
