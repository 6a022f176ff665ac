"""The wheel: built, installed into an empty environment in another folder, and used there."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support.crawling import ROOT, environment


def run(line, folder, **extra):
    done = subprocess.run(
        list(map(str, line)),
        cwd=folder,
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def tracked():
    """The files of the two packages, as git has them, and what was not committed yet."""
    told = run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "crawler", "reports"], ROOT
    ).stdout
    return [name for name in told.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory, tracked):
    """The wheel, built from a copy: building leaves things behind in the folder that it is done in."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in [*tracked, "pyproject.toml", "README.md"]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "-w",
            out,
            ".",
        ],
        source,
    )
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(tmp_path_factory, wheel):
    """The folder of an environment that has the wheel, and borrows what that depends on from this one."""
    home = tmp_path_factory.mktemp("home") / "env"
    venv.create(home, with_pip=False)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    borrowed = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    # As plain lines they come after the environment's own, and an editable install among them stays out.
    Path(paths["purelib"], "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")
    python = Path(paths["scripts"]) / Path(sys.executable).name
    if not python.exists():
        python = next(Path(paths["scripts"]).glob("python*"))
    run(
        [sys.executable, "-m", "pip", "-q", "--python", python, "install", "--no-deps", "--no-index", wheel],
        home,
    )
    return Path(paths["scripts"])


def test_the_wheel_has_every_file_of_both_packages(wheel, tracked):
    with zipfile.ZipFile(wheel) as archive:
        assert set(tracked) - set(archive.namelist()) == set()


def test_demo_and_report_run_from_the_wheel_in_an_empty_folder(installed, tmp_path):
    command = shutil.which("affiliate-seo-audit", path=str(installed))
    assert command
    where = run([installed / "python", "-c", "import crawler; print(crawler.__file__)"], tmp_path).stdout
    assert str(ROOT) not in where
    assert str(installed.parent) in where
    done = run([command, "demo"], tmp_path)
    assert f"Workbook: {Path('audits', 'demo', 'audit.xlsx')}" in done.stdout
    assert sorted(os.listdir(tmp_path)) == ["audits"]  # noqa: PTH208
    told = run([command, "report", Path("audits", "demo", "audit.sqlite"), "-o", "again.xlsx"], tmp_path)
    assert done.stdout.splitlines()[1] == told.stdout.splitlines()[1]
    assert (tmp_path / "again.xlsx").is_file()
