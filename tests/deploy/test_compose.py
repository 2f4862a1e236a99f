"""compose.yaml: what it names is there, two of what may be two, no secret is in it."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

_DEPLOY = Path(__file__).parents[2] / "deploy"
_FILE = _DEPLOY / "compose.yaml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))


def commands(compose: dict[str, Any]) -> list[str]:
    """List what the product's containers run."""
    services = compose["services"].values()
    return sorted(each["command"][0] for each in services if each["image"] == "jixiao")


def test_two_of_everything_that_may_be_two(compose: dict[str, Any]):
    assert commands(compose) == [
        *("flows", "flows"),
        "prefect",
        *("scheduler", "scheduler"),
        *("serve", "serve"),
    ]
    assert {"postgres", "proxy"} < set(compose["services"])


def test_every_command_is_one_of_ours(compose: dict[str, Any]):
    main = (_DEPLOY.parent / "cli" / "main.py").read_text(encoding="utf-8")

    for command in commands(compose):
        assert f"def {command}(" in main or f'command("{command}")' in main


def test_what_is_named_is_declared_and_there(compose: dict[str, Any]):
    for name, service in compose["services"].items():
        assert set(service.get("secrets", ())) <= set(compose["secrets"]), name
        assert set(service.get("depends_on", ())) <= set(compose["services"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (_DEPLOY / source).is_file(), volume


def test_whoever_is_waited_for_until_healthy_says_whether_it_is(compose: dict[str, Any]):
    waited = {
        other
        for service in compose["services"].values()
        for other, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    }

    assert waited == {"postgres", "prefect", "api-1", "api-2"}
    assert all("healthcheck" in compose["services"][name] for name in waited)


def test_all_processes_of_the_product_share_folder_and_pool(compose: dict[str, Any]):
    ours = [each for each in compose["services"].values() if each["image"] == "jixiao"]

    assert all(each["volumes"] == ["data:/data"] for each in ours)
    assert {each["environment"]["JIXIAO_FLOW_POOL"] for each in ours} == {"jixiao"}


def test_no_secret_is_written_down_and_only_the_proxy_is_reached_from_outside(
    compose: dict[str, Any],
):
    told = [
        f"{key}={value}"
        for service in compose["services"].values()
        for key, value in service.get("environment", {}).items()
    ]
    assert not [
        line for line in told if re.search(r"(?i)(password|secret|key)(?!_FILE)[^=]*=", line)
    ]
    assert not [line for line in told if re.search(r"://[^/]*:[^/]*@", line)]
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())
    ports = {n: s["ports"] for n, s in compose["services"].items() if "ports" in s}
    assert ports == {"proxy": ["443:443"], "prefect": ["127.0.0.1:4200:4200"]}


def test_the_image_holds_every_room():
    dockerfile = (_DEPLOY / "Dockerfile").read_text("utf-8")
    rooms = tomllib.loads((_DEPLOY.parent / "pyproject.toml").read_text("utf-8"))
    packages = rooms["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert re.findall(r"^COPY (\w+) \1$", dockerfile, re.MULTILINE) == packages


def test_the_scripts_are_sound():
    for script in _DEPLOY.glob("*.sh"):
        subprocess.run(["sh", "-n", script], check=True)
