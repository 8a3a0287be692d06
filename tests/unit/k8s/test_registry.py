"""What is written from other files is what they say: topics, users, and the models' versions."""

from pathlib import Path

import pytest
from cloak_local.kafka_resources import kafka_resources
from cloak_local.places import MODEL_REPOSITORY
from cloak_model_server.model_config import ModelConfig, read_models_config

from tests.unit.k8s.manifests import FOLDER, container, of_kind, resources

MOUNT = Path("/models")


@pytest.mark.parametrize("file", kafka_resources(), ids=lambda file: file.name)
def test_topics_and_users_are_those_of_the_registry(file: Path) -> None:
    assert file.read_text() == kafka_resources()[file], "run: python -m cloak_local kafka-resources"


def models(path: Path) -> dict[str, ModelConfig]:
    read = read_models_config(path, mount=MOUNT, repository=MODEL_REPOSITORY)
    return {model.name: model for model in read}


def test_the_cluster_serves_the_models_of_the_repository() -> None:
    served = models(FOLDER / "base" / "tf-serving" / "models.config")
    known = models(MODEL_REPOSITORY / "models.config")
    assert {n: m.folder for n, m in served.items()} == {n: m.folder for n, m in known.items()}


def test_the_label_that_workers_ask_for_is_on_a_version_that_is_there() -> None:
    worker = of_kind("ConfigMap", resources(FOLDER / "base"))["stego-worker"]["data"]
    label = worker["CLOAK_WORKER_SERVING_VERSION_LABEL"]
    for model in models(FOLDER / "base" / "tf-serving" / "models.config").values():
        assert model.labels[label] in model.policy.specific
        assert all((model.folder / str(version)).is_dir() for version in model.policy.specific)


def test_the_models_are_batched_warmed_up_and_found_by_every_worker() -> None:
    found = resources(FOLDER / "base")
    runs = container(of_kind("Deployment", found)["tf-serving"])
    arguments = dict(argument.removeprefix("--").split("=", 1) for argument in runs["args"])
    assert arguments["enable_batching"] == "true"
    assert arguments["enable_model_warmup"] == "true"
    for name in ("batching_parameters_file", "monitoring_config_file"):
        assert (MODEL_REPOSITORY / Path(arguments[name]).relative_to(MOUNT)).exists()
    service = of_kind("Service", found)["tf-serving"]["spec"]
    assert service["clusterIP"] == "None"
    worker = of_kind("ConfigMap", found)["stego-worker"]["data"]
    assert worker["CLOAK_WORKER_SERVING_ADDRESS"] == "dns:///tf-serving:8500"
