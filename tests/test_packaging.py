"""The wheel works in an empty environment, outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

from conftest import SAMPLE


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command without anything of this checkout on its paths; fail with what it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env={**clean, **environment}, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done


def test_the_installed_wheel_makes_and_builds_a_program(tmp_path: Path) -> None:
    """Build the wheel, install it with its dependencies into an empty environment, init a program, build its site."""
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    source = tmp_path / "source"  # a copy: setuptools leaves its build/ where it works
    shutil.copytree(SAMPLE / "mentorsite", source / "mentorsite", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(SAMPLE / name, source)
    run(*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path / "dist", source, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.split("/")[0] not in ("mentorsite",) and ".dist-info/" not in name]
    assert not [name for name in names if "tests" in name or "node_modules" in name]

    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env/bin/python"
    run(*pip, "--python", python, "install", wheel, cwd=tmp_path)
    command = tmp_path / "env/bin/mentorsite"
    run(command, "init", "my-program", cwd=tmp_path)
    done = run(command, "build", cwd=tmp_path / "my-program")
    assert done.stdout.startswith("Built ")
    assert not done.stderr
    assert (tmp_path / "my-program/_site/index.html").is_file()
    where = run(python, "-c", "import mentorsite; print(mentorsite.__file__)", cwd=tmp_path).stdout
    assert where.startswith(str(tmp_path / "env"))
