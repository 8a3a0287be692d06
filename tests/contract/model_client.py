"""What every ModelClient promises, and the in-memory one that unit tests use."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from cloak_codec import ModelUnavailable
from cloak_stego_worker.serving.client import ModelClient, ModelRefused
from cloak_stego_worker.serving.tensors import Arrays

Network = Callable[..., Arrays]


@dataclass
class FakeModels:
    """Models that are Python functions; remembers the batches that it ran."""

    networks: Mapping[str, Network]
    away: bool = False
    batches: list[tuple[str, int]] = field(default_factory=list)

    @property
    def reachable(self) -> bool:
        """Whether the models answer."""
        return not self.away

    async def predict(self, model: str, inputs: Arrays, *, deadline_at: float) -> Arrays:
        """Run the function of that name on the inputs."""
        late = asyncio.get_running_loop().time() >= deadline_at
        if self.away or late or model not in self.networks:
            raise ModelUnavailable(model, "deadline_exceeded" if late else "unavailable")
        try:
            outputs = self.networks[model](**inputs)
        except TypeError as error:
            raise ModelRefused(f"{model}: {error}") from error
        self.batches.append((model, len(next(iter(inputs.values())))))
        return outputs

    async def version(self, model: str) -> int:
        """Return 1 for every model there is."""
        if self.away or model not in self.networks:
            raise ModelUnavailable(model, "unavailable")
        return 1


class ModelClientContract:
    """Runs on a client of one model, ``brighten``, that adds 1 and gives halves as float16."""

    async def test_rows_come_back_in_order_with_their_types(self, models: ModelClient) -> None:
        picture = np.random.default_rng(5).integers(0, 250, (3, 16, 24, 3), dtype=np.uint8)
        outputs = await models.predict("brighten", {"image": picture}, deadline_at=soon())
        assert set(outputs) == {"brighter", "half"}
        assert outputs["brighter"].dtype == np.uint8
        assert outputs["half"].dtype == np.float16
        np.testing.assert_array_equal(outputs["brighter"], picture + 1)
        np.testing.assert_array_equal(outputs["half"], (picture / 2).astype(np.float16))

    async def test_concurrent_calls_get_their_own_rows(self, models: ModelClient) -> None:
        pictures = [np.full((1, 8, 8, 3), value, np.uint8) for value in range(20)]
        answers = await asyncio.gather(
            *(models.predict("brighten", {"image": p}, deadline_at=soon()) for p in pictures)
        )
        for picture, answer in zip(pictures, answers, strict=True):
            np.testing.assert_array_equal(answer["brighter"], picture + 1)

    async def test_pictures_of_several_sizes_at_once(self, models: ModelClient) -> None:
        sizes = [8, 16, 24, 8, 16, 24]
        answers = await asyncio.gather(
            *(
                models.predict(
                    "brighten", {"image": np.zeros((1, s, s, 3), np.uint8)}, deadline_at=soon()
                )
                for s in sizes
            )
        )
        assert [answer["brighter"].shape[1] for answer in answers] == sizes

    async def test_an_unknown_model_is_unavailable_at_once(self, models: ModelClient) -> None:
        started = asyncio.get_running_loop().time()
        with pytest.raises(ModelUnavailable) as refused:
            await models.predict("other", {"image": picture()}, deadline_at=soon())
        assert refused.value.model == "other"
        assert asyncio.get_running_loop().time() - started < 5
        with pytest.raises(ModelUnavailable):
            await models.version("other")

    async def test_inputs_that_do_not_fit_are_a_defect(self, models: ModelClient) -> None:
        with pytest.raises(ModelRefused):
            await models.predict("brighten", {"picture": picture()}, deadline_at=soon())

    async def test_past_the_deadline_nothing_is_asked(self, models: ModelClient) -> None:
        now = asyncio.get_running_loop().time()
        with pytest.raises(ModelUnavailable):
            await models.predict("brighten", {"image": picture()}, deadline_at=now)

    async def test_the_version_that_answers_is_known(self, models: ModelClient) -> None:
        assert await models.version("brighten") == 1
        assert models.reachable


def picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.zeros((1, 8, 8, 3), np.uint8)


def soon() -> float:
    return asyncio.get_running_loop().time() + 20
