"""PredictionService: Predict and GetModelMetadata, answered as TensorFlow Serving answers."""

import time

import grpc
import structlog
from opentelemetry.trace import Span
from tensorflow_serving.apis import get_model_metadata_pb2, model_pb2, predict_pb2
from tensorflow_serving.apis.prediction_service_pb2_grpc import PredictionServiceServicer

from cloak_model_server.batching import Batcher
from cloak_model_server.errors import InvalidRequest, RequestRefused
from cloak_model_server.metrics import REQUEST_SECONDS, REQUESTS
from cloak_model_server.servable import Servable
from cloak_model_server.shelf import Shelf
from cloak_model_server.tensors import from_wire, to_wire
from cloak_model_server.tracing import answering, note

log = structlog.get_logger(__name__)

PredictContext = grpc.aio.ServicerContext[predict_pb2.PredictRequest, predict_pb2.PredictResponse]
MetadataContext = grpc.aio.ServicerContext[
    get_model_metadata_pb2.GetModelMetadataRequest, get_model_metadata_pb2.GetModelMetadataResponse
]


class PredictionServicer(PredictionServiceServicer):  # type: ignore[misc] # ships no types
    """Answers with tensors, or with a status of TensorFlow Serving's vocabulary."""

    def __init__(self, shelf: Shelf, batcher: Batcher) -> None:
        self._shelf = shelf
        self._batcher = batcher

    async def Predict(
        self, request: predict_pb2.PredictRequest, context: PredictContext
    ) -> predict_pb2.PredictResponse:
        """Run one signature of one model on the request's tensors."""
        with answering(context.invocation_metadata()) as span:
            return await self._answered(request, context, span)

    async def _answered(
        self, request: predict_pb2.PredictRequest, context: PredictContext, span: Span
    ) -> predict_pb2.PredictResponse:
        started = time.perf_counter()
        outcome, model = grpc.StatusCode.CANCELLED, "unknown"
        try:
            with self._shelf.lend(request.model_spec) as servable:
                model = servable.model
                response = await self._predict(servable, request, context)
            outcome = grpc.StatusCode.OK
        except RequestRefused as error:
            outcome = error.code
            log.info("predict.refused", model=model, code=error.code.name, error=error.details)
            await context.abort(error.code, error.details)
        finally:
            REQUESTS.labels(model, outcome.name.lower()).inc()
            REQUEST_SECONDS.labels(model).observe(time.perf_counter() - started)
            note(span, model, outcome)
        return response

    async def _predict(
        self,
        servable: Servable,
        request: predict_pb2.PredictRequest,
        context: PredictContext,
    ) -> predict_pb2.PredictResponse:
        signature = servable.signature(request.model_spec.signature_name)
        inputs = {name: from_wire(name, tensor) for name, tensor in request.inputs.items()}
        signature.check(inputs)
        signature.check_filter(list(request.output_filter))
        outputs = await self._batcher.predict(
            servable.model, signature, inputs, time_left_s=context.time_remaining()
        )
        response = predict_pb2.PredictResponse(model_spec=_answering(servable, signature.name))
        for name in request.output_filter or outputs:
            response.outputs[name].CopyFrom(to_wire(outputs[name]))
        return response

    async def GetModelMetadata(
        self, request: get_model_metadata_pb2.GetModelMetadataRequest, context: MetadataContext
    ) -> get_model_metadata_pb2.GetModelMetadataResponse:
        """Describe the signatures of a model; ``signature_def`` is the only field there is."""
        try:
            if not request.metadata_field:
                raise InvalidRequest(
                    "GetModelMetadataRequest must specify at least one metadata_field"
                )
            for field in request.metadata_field:
                if field != "signature_def":
                    raise InvalidRequest(f"Metadata field {field} is not supported")
            with self._shelf.lend(request.model_spec) as servable:
                return _metadata(servable)
        except RequestRefused as error:
            await context.abort(error.code, error.details)
        raise AssertionError("abort raises")


def _metadata(servable: Servable) -> get_model_metadata_pb2.GetModelMetadataResponse:
    response = get_model_metadata_pb2.GetModelMetadataResponse(model_spec=_answering(servable, ""))
    signatures = get_model_metadata_pb2.SignatureDefMap()
    for name, definition in servable.signature_defs.items():
        signatures.signature_def[name].CopyFrom(definition)
    response.metadata["signature_def"].Pack(signatures)
    return response


def _answering(servable: Servable, signature: str) -> model_pb2.ModelSpec:
    spec = model_pb2.ModelSpec(name=servable.model, signature_name=signature)
    spec.version.value = servable.version
    return spec
