"""The house: imports go down, each third-party package has one owner, start-up stays light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([ROOT / "cli.py", *(ROOT / "engine").rglob("*.py")])

# From top to bottom; a module may import what stands in its own row or below.
LAYERS = (
    "cli",
    "engine.commands",
    "engine.service",
    "engine.reporting",
    "engine.analysis",
    "engine.register",
    "engine.inspection",
    "engine.organisation",
    "engine.execution",
    "engine.facts",
    "engine.policy",
    "engine.language",
    "engine.tables",
    "engine.calendar",
    "engine.catalogue",
    "engine.graph",
    "engine.source",
    "engine.shipped",
    "engine.problems",
)

OWNERS = {
    "pytest": {"engine/commands/pytest_cases.py"},
    "click": {
        f"engine/commands/{m}.py"
        for m in (
            *("framework", "rules", "answers", "changes", "inspection", "proving", "setting"),
            *("register", "register_books", "register_options", "editing"),
        )
    },
    "psycopg": {"engine/register/postgres.py"},
    "yaml": {"engine/policy/loading.py"},
    "jsonschema": {"engine/policy/shape.py"},
    "lark": {"engine/language/parsing.py"},
    "networkx": {"engine/graph.py"},
    "durable": {"engine/execution/forward_host.py"},
    "durable_rules_engine": {"engine/execution/forward_host.py"},
    "duckdb": {"engine/tables.py"},
    "sqlglot": {"engine/execution/columnar_sql.py", "engine/execution/columnar.py"},
    "py4j": {"engine/execution/columnar_spark.py"},
    "pyspark": {"engine/execution/columnar_spark.py"},
    "python_calamine": {"engine/facts/workbooks.py"},
    "openpyxl": {"engine/reporting/workbooks.py"},
    "docx": {"engine/reporting/word.py"},
    "rich": {"engine/reporting/terminal.py"},
    "pygls": {"engine/commands/language_server.py"},
    "lsprotocol": {"engine/commands/language_server.py"},
    "z3": {"engine/analysis/proofs/solver.py"},
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    """Every module that `path` imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer_of(module: str) -> int | None:
    for position, layer in enumerate(LAYERS):
        if module == layer or module.startswith(layer + "."):
            return position
    return None


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_only_go_down(path: Path) -> None:
    if dotted(path) == "engine":
        return
    own = layer_of(dotted(path))
    assert own is not None, f"{dotted(path)} stands in no layer"
    for name in imports_of(path):
        other = layer_of(name)
        assert other is None or other >= own, f"{dotted(path)} imports {name}, which is above it"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_the_register_and_the_inspection_plans_do_not_know_each_other(path: Path) -> None:
    siblings = ("engine.register", "engine.inspection")
    own = next((s for s in siblings if dotted(path).startswith(s)), "")
    other = next((s for s in siblings if own and s != own), "")
    if other:
        found = [name for name in imports_of(path) if name.startswith(other)]
        assert not found, f"{dotted(path)} imports {found}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_each_third_party_package_has_one_owner(path: Path) -> None:
    here = path.relative_to(ROOT).as_posix()
    for name in imports_of(path):
        owners = OWNERS.get(name.split(".")[0])
        assert owners is None or here in owners, f"{here} imports {name}; its owner is {owners}"


def test_every_third_party_import_is_declared() -> None:
    outside = {
        name.split(".")[0] for path in MODULES for name in imports_of(path) if name.split(".")[0]
    }
    unknown = outside - set(sys.stdlib_module_names) - set(OWNERS) - {"engine", "cli"}
    assert not unknown, f"no owner is declared for {sorted(unknown)}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_module_is_named_for_what_it_does_and_short(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES
    lines = path.read_text("utf-8").count("\n")
    assert lines <= 500, f"{dotted(path)} has {lines} lines; split it where the sense divides"


@pytest.mark.parametrize("path", sorted((ROOT / "engine").rglob("__init__.py")), ids=dotted)
def test_a_package_face_is_a_docstring(path: Path) -> None:
    body = ast.parse(path.read_text("utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


# Words that belong in a policy set: colours, sectors, quotas and dates of the notice.
OF_A_POLICY = re.compile(
    r"yunnan|云南|\b(red|orange|yellow|blue)\b|红色|橙色|黄色|蓝色|metal_smelting|ammonia|"
    r"金属冶炼|粉尘|涉氨|有限空间|february|2月底|县级|市级|省级|53\d{4}",
    re.IGNORECASE,
)


def _strings(path: Path) -> list[tuple[int, str]]:
    """String constants of the code, without docstrings and catalogue pages."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if "catalogue" not in p.parts],
    ids=dotted,
)
def test_the_engine_holds_nothing_of_one_policy(path: Path) -> None:
    found = [(line, s) for line, s in _strings(path) if OF_A_POLICY.search(s)]
    assert not found, f"{dotted(path)} speaks of one policy: {found[:3]}"


SLOW = (
    "jsonschema", "networkx", "durable", "lark", "duckdb", "sqlglot", "rich", "openpyxl", "docx",
    "z3",
)  # fmt: skip


def test_help_loads_no_slow_package() -> None:
    probe = (
        "import sys, cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        f"print('LOADED', [m for m in {SLOW!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "LOADED []" in done.stdout
    assert "evaluate" in done.stdout
