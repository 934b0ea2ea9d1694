"""docker-compose.yaml starts whole, waits for what it needs, and ships no secret."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from tests.docs.sources import PROJECT

FILE = PROJECT / "docker-compose.yaml"
EXAMPLE = PROJECT / ".env.example"
TEXT = FILE.read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
DEMANDED = sorted(set(re.findall(r"\$\{(\w+):\?", TEXT)))
IS_SECRET = re.compile(r"PASSWORD$|SECRET|_KEY$|SQL_ALCHEMY_CONN|AIRFLOW_CONN_(?!MAIL)")


def test_the_services_of_the_whole_installation_are_there() -> None:
    parts = ("init", "apiserver", "scheduler", "dag-processor", "triggerer")
    assert set(SERVICES) == {"postgres", "mailpit", "sftp", *(f"airflow-{part}" for part in parts)}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_when_it_is_healthy_or_whom_it_waits_for(name) -> None:
    service = SERVICES[name]
    assert "healthcheck" in service or "depends_on" in service
    for other, wait in service.get("depends_on", {}).items():
        ends = wait["condition"] == "service_completed_successfully"
        assert ends or "healthcheck" in SERVICES[other], f"{name} waits for {other} in vain"


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_has_a_pinned_tag(name) -> None:
    tag = SERVICES[name]["image"].partition(":")[2]
    assert re.search(r"\d+\.\d+", tag)


@pytest.mark.parametrize("name", SERVICES)
def test_a_port_is_bound_to_this_machine_only(name) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_file(name) -> None:
    environment = SERVICES[name].get("environment", {})
    secrets = {key: value for key, value in environment.items() if IS_SECRET.search(key)}
    assert all("${" in value and ":?" in value for value in secrets.values())
    assert not re.search(r"://[^:/\s]+:(?!\$\{)[^@\s]+@", "\n".join(map(str, environment.values())))


def test_secrets_are_demanded_at_all() -> None:
    assert len(DEMANDED) >= 6


def test_only_where_tasks_run_there_are_keyring_and_core_system() -> None:
    having = {n for n, s in SERVICES.items() if "AUTHENTICITY_KEYRING" in s.get("environment", {})}
    assert having == {"airflow-scheduler"}


def test_the_example_names_every_demanded_variable_and_gives_none_a_value() -> None:
    assert {name: _example().get(name) for name in DEMANDED} == dict.fromkeys(DEMANDED, "")


def test_every_variable_of_the_example_is_used() -> None:
    used = set(re.findall(r"\$\{(\w+)", TEXT)) | {"COMPOSE_PROJECT_NAME"}
    assert set(_example()) == used


def test_every_named_volume_is_declared_and_used() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert {mount.partition(":")[0] for mount in mounts} == set(yaml.safe_load(TEXT)["volumes"])


def test_the_image_is_of_the_airflow_version_that_is_pinned_and_keeps_the_layout() -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    pinned = re.search(r"^apache-airflow==(\S+)", (PROJECT / "requirements.in").read_text(), re.M)
    assert pinned
    assert f"FROM apache/airflow:{pinned[1]}-python3.11 " in dockerfile
    for folder in ("dags", "plugins", "include"):
        assert f" {folder} /opt/airflow/{folder}\n" in dockerfile
        assert f"!{folder}\n" in (PROJECT / ".dockerignore").read_text()


def test_compose_takes_the_file_when_every_secret_is_set(tmp_path) -> None:
    done = _config(tmp_path, dict.fromkeys(DEMANDED, "placeholder"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("unset", DEMANDED)
def test_compose_refuses_and_names_a_secret_that_is_not_set(tmp_path, unset) -> None:
    done = _config(tmp_path, {name: "" if name == unset else "x" for name in DEMANDED})
    assert done.returncode != 0
    assert f"set {unset} in .env" in done.stderr


def _example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _config(folder, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    env_file = folder / "compose.env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    command = [*_compose(), "--file", str(FILE), "--env-file", str(env_file), "config", "--quiet"]
    environment = {name: value for name, value in os.environ.items() if name not in DEMANDED}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def _compose() -> list[str]:
    """The compose command of this machine; the test is skipped where there is none."""
    if shutil.which("docker"):
        probe = subprocess.run(["docker", "compose", "version"], capture_output=True)
        if probe.returncode == 0:
            return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    pytest.skip("no docker compose on this machine: the file is parsed, but compose is not asked")
