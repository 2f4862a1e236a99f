"""What the repository keeps: a licence, an example of every setting, nothing of one machine."""

import re

import pytest

from kit.settings import Settings
from tests.architecture.house import PROJECT, ROOT, kept_files

#: Home folders of a machine, and addresses from which packages are fetched.
OF_A_MACHINE = re.compile(
    r"(?<![\w.~$}*-])/(?:work|home|root|Users)/\w"
    r"|(?<!emit-)index[-]url\b"
    r"|\bpypi\.org|\bpythonhosted\.org|\bnpmjs\.org|\bmirrors?\.\w+\.\w+"
    r"|\b(?:INDEX|PROXY)_URL\s*="
)
#: A line of the example, under the comment that says what it is.
SETTING = re.compile(r"^# \S.*\nJIXIAO_([A-Z_]+)=(.*)$", re.MULTILINE)


def example() -> dict[str, str]:
    return dict(SETTING.findall((ROOT / ".env.example").read_text("utf-8")))


def text_of(path: str) -> str:
    """Read a kept file; empty when it is no text."""
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_the_licence_is_the_one_that_the_project_names():
    licence = (ROOT / "LICENSE").read_text("utf-8")

    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert licence.split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert "END OF TERMS AND CONDITIONS" in licence


def test_the_example_lists_every_setting_with_a_comment_and_no_other():
    listed = [name.lower() for name in example()]

    assert listed == list(Settings.model_fields)
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    assert sum("=" in line for line in lines if not line.startswith("#")) == len(listed)


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch):
    for field in Settings.model_fields:
        monkeypatch.delenv(f"JIXIAO_{field.upper()}", raising=False)
    defaults = Settings()

    for name, value in example().items():
        monkeypatch.setenv(f"JIXIAO_{name}", value)

    assert Settings() == defaults


def test_no_kept_file_tells_of_one_machine():
    told = [
        f"{path}: {found[0]}"
        for path in kept_files()
        if (found := OF_A_MACHINE.search(text_of(path)))
    ]

    assert told == []


@pytest.mark.parametrize("folder", ["work", "home", "root"], ids=lambda folder: f"folder-{folder}")
def test_a_path_of_a_machine_is_known(folder: str):
    assert OF_A_MACHINE.search(f"data is in /{folder}/main")
    assert not OF_A_MACHINE.search(f"data is in docs/{folder}/main")


def test_an_address_of_a_registry_is_known():
    option = "index_url".replace("_", "-")

    assert OF_A_MACHINE.search(f"pip install --{option}=x")
    assert not OF_A_MACHINE.search(f"uv pip compile --no-emit-{option}")


def test_the_lock_holds_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text("utf-8")

    assert "--hash=sha256:" in lock
    assert "://" not in lock


def test_the_script_of_the_house_runs():
    script = ROOT / ".ci" / "run"

    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").splitlines()[2] == "set -euo pipefail"


def test_hooks_come_from_the_house_alone():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")

    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
