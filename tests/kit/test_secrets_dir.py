"""Settings that lie as files in a folder, as containers are given their secrets."""

import os
import subprocess
import sys
from pathlib import Path

_SHOW = "from kit.settings import settings; print(settings().database_url, settings().address)"


def told(**variables: str) -> list[str]:
    """Read the settings in a process of its own, as the product does."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("JIXIAO_")} | variables
    done = subprocess.run([sys.executable, "-c", _SHOW], env=env, capture_output=True, check=True)
    return done.stdout.decode().split()


def test_a_file_stands_for_a_variable_and_a_variable_goes_before_it(tmp_path: Path):
    (tmp_path / "jixiao_database_url").write_text("postgresql://a:b@c/d\n", encoding="utf-8")
    there = {"JIXIAO_SECRETS_DIR": str(tmp_path)}

    assert told(**there) == ["postgresql://a:b@c/d", "http://127.0.0.1:8000"]
    other = {"JIXIAO_DATABASE_URL": "x", "JIXIAO_PUBLIC_URL": "https://jx.example.gov.cn/"}
    assert told(**there, **other) == ["x", "https://jx.example.gov.cn"]
