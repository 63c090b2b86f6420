"""The house: imports go down only, nothing imports the root, only the view knows Streamlit."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from shelf import WALKED

from negotiation.game.parties import BETWEEN, OR

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "negotiation"

FLOORS = {
    "errors": 0, "equality": 0, "plain": 0, "progress": 0, "references": 0, "wording": 0,
    "arguments": 1, "files": 1, "provenance": 1, "expression": 1, "arithmetic": 1,
    "game": 2,
    "model": 3,
    "modelfile": 4, "nfgfile": 4, "solvers": 4,
    "library": 5, "refine": 5, "studies": 6, "bargaining": 5, "tipping": 5, "unfolding": 5,
    "inverse": 6, "incomplete": 6, "conflict_graph": 6, "alliances": 6,
    "expectations": 7,
    "sensitivity": 7,
    "report": 8,
    "cli": 9, "view": 9,
    "__init__": 10, "__main__": 10,
}
VIEW = PACKAGE / "view"
STOREYS = {
    "adapter": 0, "work": 0, "palette": 0, "compute": 0,
    "slider": 1, "charts": 1,
    "session": 2,
    "drawing": 3,
    "panel": 4,
    "headline": 5,
    "brief": 6, "editing": 6,
    "pages": 7,
    "frame": 8,
}
"""The floors inside the view, its rooms and loose files."""
FILES = sorted(path for path in PACKAGE.rglob("*.py"))
INSIDE = [path for path in FILES if path.is_relative_to(VIEW) and path != VIEW / "__init__.py"]


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return a file's syntax tree, node by node, parsed once for every rule."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imported(path: Path) -> list[str]:
    names = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names.append(node.module or "")
            if node.module == "negotiation":
                names += [f"negotiation.{each.name}" for each in node.names]
    return names


def test_every_room_has_a_floor():
    assert {room(path) for path in FILES} <= FLOORS.keys()


def test_the_drawing_of_the_house_shows_every_room_once_on_its_floor():
    text = (PACKAGE.parent / "docs" / "design.md").read_text(encoding="utf-8").split("```")[1]
    rooms = re.findall(r"^ (\d) ([a-z_]+(?:/|\.py)(?:, [a-z_]+\.py)*)", text, re.MULTILINE)
    drawn = [(name, int(floor)) for floor, names in rooms for name in re.findall(r"[a-z_]+(?=/|\.py)", names)]
    assert sorted(drawn) == sorted((name, floor) for name, floor in FLOORS.items() if not name.startswith("__"))


def test_a_folder_is_seen_at_a_glance():
    """At most a dozen files beside the one that says what the folder is for; a verb is a file, so verbs may be more."""
    folders = {path.parent for path in FILES} - {PACKAGE / "cli" / "verbs"}
    crowded = {str(each.relative_to(PACKAGE)) for each in folders if len(list(each.glob("*.py"))) > 13}
    assert not crowded
    assert all((each / "__init__.py").exists() for each in folders)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path):
    for name in imported(path):
        if name.split(".")[0] != "negotiation":
            continue
        assert name != "negotiation" or room(path) in ("__main__",), f"{path} imports the package root"
        target = (name.split(".") + ["__init__"])[1]
        if target != room(path):
            assert FLOORS[target] < FLOORS[room(path)], f"{path.name} (floor {FLOORS[room(path)]}) imports {name}"


@pytest.mark.parametrize("path", INSIDE, ids=lambda path: str(path.relative_to(VIEW)))
def test_a_file_of_the_view_imports_only_from_floors_below(path):
    own = path.relative_to(VIEW).parts[0].removesuffix(".py")
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module == "negotiation.view":
            targets = {each.name for each in node.names}
        else:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else \
                [each.name for each in node.names] if isinstance(node, ast.Import) else []
            targets = {each.split(".")[2] for each in names if each.startswith("negotiation.view.")}
        for target in targets - {own}:
            assert STOREYS[target] < STOREYS[own], f"{path.name} ({own}, floor {STOREYS[own]}) imports {target}"


def test_every_room_of_the_view_has_a_floor_and_its_picture_shows_it():
    assert {path.relative_to(VIEW).parts[0].removesuffix(".py") for path in INSIDE} == STOREYS.keys()
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").split("## Inside view/")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", text, re.MULTILINE)
    drawn = {name: int(floor) for floor, names in rows for name in re.findall(r"`([a-z]+)(?:/|\.py)`", names)}
    assert drawn == STOREYS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_view_imports_streamlit_and_only_one_file_gambit(path):
    names = {name.split(".")[0] for name in imported(path)}
    assert "streamlit" not in names or room(path) == "view"
    assert "pygambit" not in names or path == PACKAGE / "solvers" / "peers" / "gambit.py"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_user_text_is_ever_run(path):
    calls = {node.func.id for node in nodes(path)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & {"eval", "exec", "sympify", "parse_expr", "lambdify"}


def test_no_text_of_the_code_names_what_only_a_model_knows():
    """Names of places and parties come from the model; docstrings may tell them as examples."""
    from negotiation.library import load

    known = set().union(*(load(name).proper for name in WALKED))
    known -= {"February", "Nash", "Pareto", "Powell", "Shapley", "Smith", "Stam", "Winner"}
    assert len(known) > 10
    for path in FILES:
        told = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
        texts = [node.value for node in nodes(path) if isinstance(node, ast.Constant) and id(node) not in told
                 and isinstance(node.value, str)]
        assert not [text for text in texts if set(re.findall(r"\w+", text)) & known], path


ROWS = {"studies"}
"""Rooms below `report` that build rows: those of a study are what its file keeps."""


@pytest.mark.parametrize("path", [each for each in FILES if FLOORS[room(each)] < FLOORS["report"] and
                                  room(each) not in ROWS],
                         ids=lambda path: str(path.relative_to(PACKAGE)))
def test_results_build_no_tables_and_no_documents(path):
    """`report.results` does; a result may name the type of a table that it hands on."""
    functions = [node for node in nodes(path) if isinstance(node, ast.FunctionDef)]
    inside = [node for function in functions for node in ast.walk(function)]
    assert not [node for node in inside if isinstance(node, ast.Import) and node.names[0].name == "pandas"]


def test_every_result_is_said_by_a_file_that_says_its_table():
    from negotiation.report.results import RESULTS

    for each in RESULTS.values():
        told = (PACKAGE / "report" / "results" / f"{each.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert re.search(r"^def frame\(|import frame as frame$", told, re.MULTILINE), each


UNTYPED = {
    "arithmetic/ranges.py": {"lifted"}, "expression/evaluate.py": {"evaluate", "evaluate_condition"},  # any number
    "equality.py": {"equal"}, "errors.py": {"of"},  # anything; a Model, which stands above
    "provenance.py": {"shown", "told", "chart"}, "report/results/__init__.py": {"said"},  # asked for by name
    "model/agents.py": {"agent_form", "with_known", "settled"}, "model/model.py": {"replace"},  # fields of a model
    "report/notebook/__init__.py": {"chart"}, "report/notebook/pages.py": {"html"}, "cli/once.py": {"parse_args"},
    "solvers/boxes/compiled/jit.py": {"kept"},  # of Altair, typer, numba
}
"""Public functions below the view that take or give what has no type; the view passes on what is Streamlit's."""


@pytest.mark.parametrize("path", [each for each in FILES if room(each) != "view"],
                         ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_passes_between_rooms_has_a_type(path):
    allowed = UNTYPED.get(str(path.relative_to(PACKAGE)), set())
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in allowed:
            given = node.args
            every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
            said = [each for each in (*(one.annotation for one in every), node.returns) if each is not None]
            names = {name.id for each in said for name in ast.walk(each) if isinstance(name, ast.Name)}
            assert "Any" not in names, f"{path}:{node.lineno}: {node.name} takes or gives Any"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_labels_are_written_in_one_place_and_never_taken_apart(path):
    marks, verbs = {" / ", "+", BETWEEN, OR}, ("join", "split", "partition", "replace", "count")
    for node in nodes(path) if path != PACKAGE / "game" / "profiles.py" else ():
        if isinstance(node, ast.Compare):
            sides = [node.left] if any(isinstance(each, ast.In | ast.NotIn) for each in node.ops) else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in verbs:
            sides = [node.func.value, *node.args]
        else:
            continue
        texts = {each.value for each in sides if isinstance(each, ast.Constant) and isinstance(each.value, str)}
        assert not texts & marks, f"{path}:{node.lineno} writes a label or takes one apart; see game/profiles.py"


def test_the_modules_of_one_room_import_in_one_direction():
    """No circle among modules, whatever the floor."""
    graph = {".".join(path.relative_to(ROOT).with_suffix("").parts): imported(path) for path in FILES}
    waiting = {name.removesuffix(".__init__"): {each for each in found if each in graph or f"{each}.__init__" in graph}
               - {name.removesuffix(".__init__")} for name, found in graph.items()}
    while ready := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in ready:
            del waiting[name]
    assert not waiting, f"a circle among {sorted(waiting)}"


def test_importing_the_library_imports_no_app_and_nothing_heavy():
    code = ("import sys, negotiation; heavy = {'streamlit', 'sympy', 'scipy', 'pandas', 'numba', 'pydantic'};"
            "print(sorted(heavy & set(sys.modules)))")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_public_names_resolve():
    import negotiation

    for name in negotiation.__all__:
        assert getattr(negotiation, name) is not None
    with pytest.raises(AttributeError):
        _ = negotiation.no_such_name


def test_no_public_name_is_also_a_module():
    """A submodule, once imported, would hide the function of the same name."""
    import negotiation

    assert not {room(path) for path in FILES} & set(negotiation._HOME)


def test_files_and_functions_stay_small():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, f"{path.name} is crowded"
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno <= 60, f"{path.name}: {node.name} is long"


def test_no_tracked_file_names_a_host_or_a_machine():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    constraints = (ROOT / "constraints.txt").read_text()
    assert "://" not in constraints and "@" not in constraints and "index" not in constraints
    assert not [name for name in files if name.endswith((".pyc", ".lock"))]
