"""The models, reached over TensorFlow Serving's protocol without TensorFlow."""
