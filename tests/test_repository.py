"""The repository's own promises: documents that tell the truth, free licences."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_the_readmes_example_is_true():
    failures, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried >= 5 and failures == 0


def test_the_citation_names_this_version():
    import negotiation

    words = dict(line.split(": ", 1) for line in (ROOT / "CITATION.cff").read_text().splitlines() if ": " in line)
    assert words["version"] == negotiation.__version__ and words["cff-version"] == "1.2.0" and words["license"] == "MIT"


@pytest.mark.parametrize("name", ["output", "uncertainty"])
def test_the_examples_of_a_page_are_true(name):
    failures, tried = doctest.testfile(str(ROOT / "docs" / f"{name}.md"), module_relative=False)
    assert tried >= 5 and failures == 0


def _documents():
    folders = (ROOT, ROOT / "docs", ROOT / "docs" / "howto")
    return [path for folder in folders for path in sorted(folder.glob("*.md"))]


@pytest.mark.parametrize("document", _documents(), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8")):
        assert "://" in target or (document.parent / target).exists(), target


def test_the_proxy_keeps_a_visitor_at_one_process():
    text = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
    servers = re.findall(r"^    server (\w+) 127\.0\.0\.1:(\d+) cookie (\w+)$", text, re.MULTILINE)
    assert len({port for _, port, _ in servers}) == len({cookie for *_, cookie in servers}) == len(servers) > 1
    assert re.search(r"^    cookie \w+ insert ", text, re.MULTILINE) and "timeout tunnel" in text
    page = (ROOT / "docs" / "howto" / "hosting.md").read_text(encoding="utf-8")
    assert all(f"--port {port}" in page for _, port, _ in servers)
    if proxy := shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin"):
        subprocess.run([proxy, "-c", "-f", ROOT / "deploy" / "haproxy.cfg"], check=True, capture_output=True)


def test_everything_listed_in_the_tables_is_documented():
    from negotiation.solvers import SOLVERS

    methods = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert not [name for name in SOLVERS if f"`{name}`" not in methods]


def test_every_package_that_is_installed_by_default_is_free_of_the_gpl():
    from importlib.metadata import metadata, requires

    names = {re.split(r"[ ><=;\[]", each)[0] for each in requires("negotiation") or [] if "extra ==" not in each}
    for name in names:
        about = metadata(name)
        licence = " ".join([about.get("License-Expression") or "", *(
            each for each in about.get_all("Classifier") or [] if each.startswith("License"))])
        assert "GPL" not in licence.replace("LGPL", ""), name


@pytest.mark.slow
def test_a_test_file_that_cannot_be_imported_fails(tmp_path):
    """Else a name that moved would silently take a whole file of tests away."""
    broken = tmp_path / "test_broken_import.py"
    broken.write_text("from negotiation.model import no_such_name\n\n\ndef test_it():\n    pass\n", encoding="utf-8")
    run = subprocess.run([sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider",
                          str(broken)], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 2, run.stdout
    assert "no_such_name" in run.stdout
