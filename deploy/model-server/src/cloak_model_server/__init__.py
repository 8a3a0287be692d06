"""TensorFlow Serving's official gRPC protocol over a folder of SavedModels."""
