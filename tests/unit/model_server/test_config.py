"""models.config and batching.config: what is read, and what is refused by name."""

from pathlib import Path

import pytest
from cloak_model_server.batching_config import BatchingConfig, read_batching_config
from cloak_model_server.errors import InvalidConfig
from cloak_model_server.model_config import ModelConfig, VersionPolicy, read_models_config

ROOT = Path(__file__).resolve().parents[3]


def models(tmp_path: Path, text: str) -> tuple[ModelConfig, ...]:
    path = tmp_path / "models.config"
    path.write_text(text)
    return read_models_config(path, mount=Path("/models"), repository=tmp_path)


def test_the_projects_own_files_are_served() -> None:
    repository = ROOT / "model_repository"
    found = read_models_config(
        repository / "models.config", mount=Path("/models"), repository=repository
    )
    assert {m.name for m in found} == {
        "robust_decoder",
        "image_hider",
        "image_revealer",
        "image_jpeg_hider",
        "image_jpeg_revealer",
    }
    assert all((m.folder / "1" / "saved_model.pb").is_file() for m in found)
    assert read_batching_config(repository / "batching.config").max_batch_size > 1


def test_a_base_path_under_the_mount_is_looked_up_in_the_repository(tmp_path: Path) -> None:
    (found,) = models(
        tmp_path, 'model_config_list { config { name: "a" base_path: "/models/x/a" } }'
    )
    assert found == ModelConfig("a", tmp_path / "x" / "a")


def test_an_absolute_base_path_elsewhere_is_taken_as_it_is(tmp_path: Path) -> None:
    (found,) = models(tmp_path, 'model_config_list { config { name: "a" base_path: "/srv/a" } }')
    assert found.folder == Path("/srv/a")


@pytest.mark.parametrize(
    ("policy", "chosen"),
    [
        ("", {9}),
        ("latest { num_versions: 2 }", {7, 9}),
        ("all {}", {1, 7, 9}),
        ("specific { versions: 1 versions: 4 }", {1}),
    ],
)
def test_the_version_policy_chooses_among_the_versions_on_disk(
    tmp_path: Path, policy: str, chosen: set[int]
) -> None:
    (found,) = models(
        tmp_path,
        'model_config_list { config { name: "a" base_path: "a" '
        f"model_version_policy {{ {policy} }} }} }}",
    )
    assert found.policy.choose(frozenset({1, 7, 9})) == chosen


def test_labels_are_kept(tmp_path: Path) -> None:
    (found,) = models(
        tmp_path,
        'model_config_list { config { name: "a" base_path: "a" '
        'version_labels { key: "stable" value: 3 } } }',
    )
    assert found.labels == {"stable": 3}
    assert found.policy == VersionPolicy()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "lists no model"),
        ("model_config_list { config { name: 3 } }", "models.config"),
        ('model_config_list { config { name: "a" } }', "base_path"),
        (
            'model_config_list { config { name: "a" base_path: "a" model_platform: "caffe" } }',
            "caffe",
        ),
        (
            'model_config_list { config { name: "a" base_path: "a" } '
            'config { name: "a" base_path: "b" } }',
            "twice",
        ),
    ],
)
def test_a_faulty_models_config_is_refused_by_name(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InvalidConfig, match=fault):
        models(tmp_path, text)


def batching(tmp_path: Path, text: str) -> BatchingConfig:
    path = tmp_path / "batching.config"
    path.write_text(text)
    return read_batching_config(path)


def test_batching_parameters_of_tensorflow_serving_are_read(tmp_path: Path) -> None:
    found = batching(
        tmp_path,
        "max_batch_size { value: 8 } batch_timeout_micros { value: 2500 } "
        "max_enqueued_batches { value: 3 } num_batch_threads { value: 2 } "
        'thread_pool_name { value: "x" } allowed_batch_sizes: 2 allowed_batch_sizes: 8',
    )
    assert found == BatchingConfig(8, 0.0025, 3, 2, (2, 8))
    assert [found.padded(rows) for rows in (1, 2, 3, 8)] == [2, 2, 8, 8]


@pytest.mark.parametrize(
    "text",
    [
        "max_batch_size { value: 0 }",
        "max_batch_size { value: 8 } allowed_batch_sizes: 4",
        "max_batch_size { value: 8 } allowed_batch_sizes: 8 allowed_batch_sizes: 4",
        "pad_variable_length_inputs: true",
        "batch_timeout_micros { value: -1 }",
    ],
)
def test_faulty_batching_parameters_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidConfig):
        batching(tmp_path, text)
