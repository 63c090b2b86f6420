"""What is installed is the whole program: from the wheel alone, in its own environment, away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ELSEWHERE = {"app.py": "negotiation/view/entry.py", "docs/model-format.md": "negotiation/docs/model-format.md",
             ".streamlit/config.toml": "negotiation/view/.streamlit/config.toml"}
"""Files beside the package -> their place in the wheel."""
INSTALLED = """
import doctest, sys
from pathlib import Path
import negotiation, negotiation.library
from negotiation.cli import VERBS, program
from negotiation.solvers import kernels
kernels.never_wait()  # The plain kernel answers alike, and nothing is compiled for minutes that no one reads.
home = Path(negotiation.__file__).parent
assert home.is_relative_to(sys.prefix), home
failures, tried = doctest.testfile(sys.argv[1], module_relative=False, optionflags=doctest.ELLIPSIS)
assert tried >= 5 and not failures
for verb in VERBS:
    try:
        program()([verb, "--help"], prog_name="negotiation")
    except SystemExit as end:
        assert not end.code, verb
from streamlit.testing.v1 import AppTest
app = AppTest.from_file(str(home / "view" / "entry.py"), default_timeout=60).run()
assert not app.exception, app.exception
page = " ".join(str(each.proto) for each in app.main)
assert "talks collapse" in page, page[:2000]
print("the app answers;", len(negotiation.library.known()), "models in", negotiation.library.folder())
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def files(folder: str) -> set[str]:
    """Return the files of a folder of the checkout that belong to the program."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, Path]:
    """Build the sdist, and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder], cwd=ROOT, check=True,
                   capture_output=True)
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


def test_the_sdist_holds_what_is_needed_to_build_and_to_test(built):
    with tarfile.open(built[0]) as archive:
        inside = {each.name.partition("/")[2] for each in archive if each.isfile()}
    tops = ("negotiation", "models", "handbook", "tests", "benchmarks", "deploy")
    wanted = set().union(*map(files, tops)) | set(ELSEWHERE) | {
        "CITATION.cff", "LICENSE", "README.md", "CHANGELOG.md", "Makefile", "constraints.txt", "Containerfile"}
    assert not wanted - inside
    assert not {name for name in inside if name.startswith(tops)} - wanted


def test_the_wheel_holds_the_program_and_nothing_else(built):
    carried = {name for name in zipfile.ZipFile(built[1]).namelist() if ".dist-info/" not in name}
    assert carried == files("negotiation") | {f"negotiation/{name}" for name in files("models")} | {*ELSEWHERE.values()}
    assert {"negotiation/py.typed", "negotiation/report/schema.json", "negotiation/modelfile/authors/template.toml",
            "negotiation/view/drawing/sheet.css", "negotiation/view/slider/slider.js"} <= carried


def test_the_wheel_alone_answers(built, tmp_path):
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    inside = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    # What it needs is taken from here; a path in a .pth file brings no editable installation with it.
    (inside / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = home / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index",
                    "--disable-pip-version-check", built[1]], check=True)
    away = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"HOME": str(tmp_path)}

    def run(*arguments) -> str:
        done = subprocess.run([*map(str, arguments)], cwd=tmp_path, env=away, capture_output=True, text=True)
        assert not done.returncode, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    assert f"models in {inside}" in run(python, "-c", INSTALLED, ROOT / "README.md")
    names = run(python, "-c", "from negotiation.library import known; print(*known())").split()
    assert len(names) > 30
    some = ["prisoners", "private-cost", "korea-2017"]  # Every one is checked by test_models, in the checkout.
    checked = run(home / "bin" / "negotiation", "check", *some)
    assert all(name in checked for name in some)
