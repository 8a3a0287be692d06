"""What holds for every container of compose: known, pinned, confined, and started in order."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hcl2
import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.compose.layers import FOLDER, LAYERS, ROOT, Service, layer, services
from tests.images.dockerfile import needed, stages

SCHEMA = Path(__file__).with_name("compose-spec.json")  # of compose-spec/compose-go, Apache-2.0
OFFICIAL = {
    "apache/kafka",
    "grafana/grafana",
    "mongo",
    "prom/alertmanager",
    "prom/blackbox-exporter",
    "prom/node-exporter",
    "prom/prometheus",
    "redis",
}
PINNED = re.compile(r"v?\d+\.\d+(\.\d+)?")
ENDING = {"backup", "provision-kafka", "provision-mongo", "ready"}
BAKE = ROOT / "deploy" / "images" / "docker-bake.hcl"


def own(service: Service) -> str | None:
    """The name of the image of ours that this service runs, if it does."""
    image = str(service.get("image", ""))
    return image.removeprefix("image-cloak/").partition(":")[0] if "image-cloak/" in image else None


def all_services(environ: Mapping[str, str]) -> dict[str, Service]:
    """Every service as its layers together describe it."""
    found: dict[str, Service] = {}
    for name in LAYERS:
        for service, described in services(name, environ).items():
            found[service] = found.get(service, {}) | described
    return found


def is_checked(service: Service) -> bool:
    """Whether compose or the image says how its health is asked for."""
    image = own(service)
    return "test" in service.get("healthcheck", {}) or (
        image is not None and needed(image)[-1].has("HEALTHCHECK")
    )


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_what_the_compose_specification_allows(
    name: str, environ: dict[str, str]
) -> None:
    schema = json.loads(SCHEMA.read_text())
    faults = Draft202012Validator(schema).iter_errors(layer(name, environ))
    assert [f"{list(fault.absolute_path)}: {fault.message}" for fault in faults] == []


def test_every_image_is_built_here_or_official_and_pinned(environ: dict[str, str]) -> None:
    bake: dict[str, Any] = hcl2.loads(BAKE.read_text())
    text = json.dumps(bake)
    version = re.search(r'variable "VERSION" \{ default = "([^"]+)" \}', BAKE.read_text())
    assert version is not None
    for name, service in all_services(environ).items():
        repository, _, tag = service["image"].rpartition(":")
        if (image := own(service)) is not None:
            assert image in text, name
            assert image in stages(), name
            assert tag == version[1]
        else:
            assert repository in OFFICIAL, name
            assert PINNED.fullmatch(tag), name


def test_every_target_of_the_bake_file_is_a_stage_and_has_its_packages_folder() -> None:
    bake = BAKE.read_text()
    (group,) = re.findall(r"targets = (\[.*\])", bake)
    assert set(json.loads(group)) <= set(stages())
    for kind, folder in (("service", "services"), ("job", "deploy")):
        (matrix,) = re.findall(rf"matrix\s+= \{{ {kind} = (\[.*\]) \}}", bake)
        for name in json.loads(matrix):
            assert name in json.loads(group)
            manifest = (ROOT / folder / name / "pyproject.toml").read_text()
            assert f'name = "cloak-{name}"' in manifest


def test_every_container_is_confined(environ: dict[str, str]) -> None:
    for name, service in all_services(environ).items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        limits = service["deploy"]["resources"]["limits"]
        assert {"cpus", "memory", "pids"} <= set(limits), name
        if own(service) is None or "user" in service:
            assert not str(service["user"]).startswith("0"), name
        if own(service) is not None:
            assert service["user"] == "10001:10001", name


def test_images_of_ours_have_an_own_user_and_start_without_a_shell() -> None:
    (group,) = re.findall(r"targets = (\[.*\])", BAKE.read_text())
    for name in json.loads(group):
        users = [step.rest for stage in needed(name) for step in stage.steps if step.word == "USER"]
        assert users[-1] == "10001:10001", name
        assert needed(name)[-1].exec("ENTRYPOINT")[0] in ("python", "tensorflow_model_server")


def test_only_the_public_origin_is_reached_from_outside(environ: dict[str, str]) -> None:
    described = layer("compose.yaml", environ)
    published = {name for name, service in described["services"].items() if "ports" in service}
    assert published == {"gateway"}
    assert described["networks"]["backend"]["internal"] is True
    outside = {n for n, s in described["services"].items() if s["networks"] != ["backend"]}
    assert outside == {"gateway"}
    for name, service in services("compose.observability.yaml", environ).items():
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name


def test_whoever_waits_waits_for_what_can_come(environ: dict[str, str]) -> None:
    known = all_services(environ)
    for name, service in known.items():
        for other, how in service.get("depends_on", {}).items():
            ends = how["condition"] == "service_completed_successfully"
            assert ends == (other in ENDING), f"{name} waits for {other}"
            assert ends or is_checked(known[other]), f"{name} waits for {other}"


def test_nobody_waits_for_one_who_waits_for_them(environ: dict[str, str]) -> None:
    waits = {name: set(s.get("depends_on", {})) for name, s in all_services(environ).items()}
    while ready := [name for name, others in waits.items() if not others & set(waits)]:
        for name in ready:
            del waits[name]
    assert not waits


def test_every_lasting_service_says_whether_it_is_well(environ: dict[str, str]) -> None:
    for name, service in all_services(environ).items():
        assert is_checked(service) or name in ENDING, name


@pytest.mark.parametrize("name", LAYERS)
def test_what_is_mounted_exists(name: str, environ: dict[str, str]) -> None:
    for service in services(name, environ).values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0] if isinstance(volume, str) else volume["source"]
            assert source is not None
            if source.startswith("."):
                assert (FOLDER / source).resolve().exists(), source
            elif not source.startswith("/"):
                assert source in layer(name, environ)["volumes"], source


def test_scripts_that_containers_start_with_may_be_run() -> None:
    for name in ("kafka", "mongo", "redis"):
        assert (FOLDER / name / "start.sh").stat().st_mode & 0o111 == 0o111


def test_the_test_layer_keeps_nothing(environ: dict[str, str]) -> None:
    replaced = services("compose.test.yaml", environ)
    for name, service in services("compose.yaml", environ).items():
        now = (service | replaced[name]).get("volumes") or ()
        assert all(str(volume).startswith("./") for volume in now), name
        assert replaced[name]["restart"] == "no"


def test_the_model_server_is_started_with_files_that_are_there() -> None:
    models = stages()["models"]
    flags = dict(flag.removeprefix("--").partition("=")[::2] for flag in models.exec("CMD"))
    assert (flags["port"], flags["rest_api_port"]) == ("8500", "8501")
    files = [flags[key] for key in flags if key.endswith("_file")]
    assert len(files) == 3
    listed = (ROOT / "model_repository" / "models.config").read_text()
    for path in files + re.findall(r'base_path: "([^"]+)"', listed):
        assert (ROOT / "model_repository" / path.removeprefix("/models/")).exists(), path
    probed = re.search(r"/v1/models/(\w+)", " ".join(models.exec("HEALTHCHECK")))
    assert probed is not None
    assert f'name: "{probed[1]}"' in listed


def test_prometheus_looks_for_containers_that_are_there(environ: dict[str, str]) -> None:
    known = set(all_services(environ))
    path = ROOT / "deploy" / "monitoring" / "prometheus.yml"
    configured = yaml.safe_load(path.read_text())["scrape_configs"]
    for job in configured:
        for found in job.get("dns_sd_configs") or []:
            assert set(found["names"]) <= known
    (origin,) = [job for job in configured if job["job_name"] == "origin"]
    ((target,),) = [found["targets"] for found in origin["static_configs"]]
    assert urlsplit(target).netloc == "gateway:8080"
    *_, asked = origin["relabel_configs"]
    assert asked == {"target_label": "__address__", "replacement": "blackbox-exporter:9115"}
    assert {"gateway", "blackbox-exporter"} <= known
