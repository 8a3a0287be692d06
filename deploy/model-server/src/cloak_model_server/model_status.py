"""ModelService: GetModelStatus, answered as TensorFlow Serving answers."""

import grpc
from tensorflow_serving.apis import get_model_status_pb2
from tensorflow_serving.apis.model_service_pb2_grpc import ModelServiceServicer

from cloak_model_server.errors import RequestRefused
from cloak_model_server.shelf import Shelf

StatusContext = grpc.aio.ServicerContext[
    get_model_status_pb2.GetModelStatusRequest, get_model_status_pb2.GetModelStatusResponse
]


class ModelServicer(ModelServiceServicer):  # type: ignore[misc] # ships no types
    """Tells which versions of a model there are and which of them answer."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def GetModelStatus(
        self, request: get_model_status_pb2.GetModelStatusRequest, context: StatusContext
    ) -> get_model_status_pb2.GetModelStatusResponse:
        """List the state of the version asked for, or of all versions, newest first."""
        response = get_model_status_pb2.GetModelStatusResponse()
        try:
            states = self._shelf.states(request.model_spec)
        except RequestRefused as error:
            await context.abort(error.code, error.details)
        for version, state in sorted(states.items(), reverse=True):
            entry = response.model_version_status.add(version=version, state=state.state)
            entry.status.error_code = state.code
            entry.status.error_message = state.message
        return response
