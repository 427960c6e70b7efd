"""How dense and how well explained the code is: `uv run python -m tools.code_figures [FOLDER ...]`.

Each folder is a checkout of the repository or a part of one; tests are left out. Density is counted
in syntax-tree nodes a code line: lines that hold neither a comment nor a docstring nor nothing.
"""

import argparse
import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tools.paths import ROOT

LEFT_OUT = {".venv", "build", "out", "tests", "__pycache__"}
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MOST_LINES = 50
"""Of a function."""
DIRECTIVE = re.compile(r"#\s*(noqa|pyright:|type:|ruff:|SPDX|!|-\*-)")
"""Comments that speak to tools, not to readers."""
SHAPE_OR_UNIT = re.compile(
    r"\(\s*[\w+*' -]+,[^)]*\)"  # (478, 3)
    r"|\(\w+,\)|shape|\bmetres?\b|\bmeters?\b|millimet|\bmm\b|pixel|radian|degree|second|frames?\b",
    re.IGNORECASE,
)
TARGETS = {
    "nodes a code line": "at most 8.5",
    "tuple assignments per 100 lines": "at most 0.6",
    "nested comprehensions per 100 lines": "at most 0.1",
    "comments per 100 lines": "at least 4",
    "array functions with shapes or units, %": "at least 80",
    "public docstrings, %": "at least 85",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.code_figures", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", default=[ROOT])
    folders = [folder.resolve() for folder in parser.parse_args().folders]
    columns = [figures_of(folder) for folder in folders]
    _print_row("figure", *(folder.name for folder in folders), "target")
    _print_row(*["---"] * (len(folders) + 2))
    for name in columns[0]:
        cells = [f"{figures[name]:.2f}".removesuffix(".00") for figures in columns]
        _print_row(name, *cells, TARGETS.get(name, ""))


def _print_row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |")


def figures_of(folder: Path) -> dict[str, float]:
    """The figures of all Python files below a folder, by their names in the table."""
    count: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.py")):
        if not LEFT_OUT & set(path.relative_to(folder).parts):
            count += _count(path.read_text(encoding="utf-8"))
    lines = max(count["lines"], 1)
    return {
        "files": count["files"],
        "code lines": count["lines"],
        "nodes a code line": count["nodes"] / lines,
        "tuple assignments per 100 lines": 100 * count["tuples"] / lines,
        "nested comprehensions per 100 lines": 100 * count["nested"] / lines,
        "comments per 100 lines": 100 * count["comments"] / lines,
        "array functions with shapes or units, %": _percent(count, "shaped", "array functions"),
        "public docstrings, %": _percent(count, "documented", "public"),
        "functions over 50 lines, %": _percent(count, "long", "functions"),
    }


def _percent(count: Counter[str], part: str, whole: str) -> float:
    return 100 * count[part] / max(count[whole], 1)


def _count(source: str) -> Counter[str]:
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    public = list(_public(tree))
    arrays = [function for function in functions if _handles_arrays(function)]
    count: Counter[str] = Counter()
    count["files"] = 1
    count["lines"] = len(_code_lines(source, tree))
    count["nodes"] = len(nodes)
    count["tuples"] = sum(_assigns_a_tuple(node) for node in nodes)
    count["nested"] = sum(_is_nested(node) for node in nodes)
    count["comments"] = _comments(source)
    count["functions"] = len(functions)
    count["long"] = sum(_length(function) > MOST_LINES for function in functions)
    count["array functions"] = len(arrays)
    count["shaped"] = sum(_tells_shapes(function) for function in arrays)
    count["public"] = len(public)
    count["documented"] = sum(ast.get_docstring(node) is not None for node in public)
    return count


def _code_lines(source: str, tree: ast.Module) -> set[int]:
    """Numbers of the lines with code: no blank lines, comments and texts that stand alone."""
    texts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            texts |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return {
        number
        for number, line in enumerate(source.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#") and number not in texts
    }


def _assigns_a_tuple(node: ast.AST) -> bool:
    """Whether several values go to several names in one line: `a, b = 1, 2`."""
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Tuple)
        and isinstance(node.value, ast.Tuple)
    )


def _is_nested(node: ast.AST) -> bool:
    """Whether a comprehension holds another, or loops more than once."""
    if not isinstance(node, COMPREHENSIONS):
        return False
    inner = [child for child in ast.walk(node) if isinstance(child, COMPREHENSIONS)]
    return len(inner) > 1 or len(node.generators) > 1


def _comments(source: str) -> int:
    """Comments of a line or of a block of lines, without those for tools."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    told = [token.start[0] for token in comments if not DIRECTIVE.match(token.string)]
    return sum(line - 1 not in told for line in told)


def _length(function: ast.FunctionDef) -> int:
    last_line = function.end_lineno or function.lineno
    return last_line - function.lineno + 1


def _handles_arrays(function: ast.FunctionDef) -> bool:
    """Whether an annotation of a function names np.ndarray."""
    arguments = (*function.args.args, *function.args.kwonlyargs)
    annotations = [argument.annotation for argument in arguments]
    annotations.append(function.returns)
    return any("ndarray" in ast.unparse(annotation) for annotation in annotations if annotation)


def _tells_shapes(function: ast.FunctionDef) -> bool:
    docstring = ast.get_docstring(function) or ""
    return SHAPE_OR_UNIT.search(docstring) is not None


def _public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Functions and classes of a module and methods of its classes, underscored ones left out."""
    scopes: list[ast.Module | ast.ClassDef] = [tree]
    while scopes:
        for node in scopes.pop().body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                yield node
                if isinstance(node, ast.ClassDef):
                    scopes.append(node)


if __name__ == "__main__":
    main()
