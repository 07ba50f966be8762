"""The house as a whole: light to import, one face per room, pure rooms that touch nothing."""

import ast
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import growthpole

SRC = Path(growthpole.__file__).parent
ROOMS = (
    "backtest",
    "diagnose",
    "evaluation",
    "linkages",
    "observe",
    "opportunities",
    "plan",
    "report",
    "store",
    "study",
    "tables",
    "track",
    "views",
)
PURE = ("backtest", "diagnose", "evaluation", "linkages", "opportunities", "partners", "plan", "tables", "track")
HEAVY = ("altair", "duckdb", "numpy", "pandas", "pydantic", "scipy", "xarray")
# files, clock, network, environment, logging, other programs, global chance
OUTSIDE = {
    *("os", "pathlib", "io", "glob", "tempfile", "shutil", "sqlite3", "duckdb"),
    *("time", "datetime", "random", "secrets", "logging", "getpass", "subprocess"),
    *("socket", "ssl", "urllib", "http", "requests", "httpx", "urllib3"),
}
PACKAGES = sorted(path.parent.relative_to(SRC.parent).as_posix().replace("/", ".") for path in SRC.rglob("__init__.py"))


def python(program, *arguments):
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


# --- importing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["growthpole", *(f"growthpole.{room}" for room in ROOMS)])
def test_importing_loads_nothing_heavy(name):
    program = f"import sys, {name}; print(*({set(HEAVY)!r} & set(sys.modules)))"
    assert python(program) == []


def test_importing_changes_nothing():
    program = (
        "import sys, os, logging, warnings, locale, threading\n"
        "def state():\n"
        "    return (dict(os.environ), list(warnings.filters), logging.root.level, list(logging.root.handlers),\n"
        "            sys.excepthook, locale.setlocale(locale.LC_ALL), threading.active_count(), os.getcwd())\n"
        "before = state()\n"
        "import growthpole\n"
        f"[getattr(growthpole, name) for name in {ROOMS!r} if name in growthpole.__all__]\n"
        "print(*[number for number, (a, b) in enumerate(zip(before, state())) if a != b])"
    )
    assert python(program) == []


def test_every_public_name_of_the_package_is_a_module_that_comes_when_asked_for():
    assert list(growthpole.__all__) == sorted(set(growthpole.__all__))
    for name in growthpole.__all__:
        assert getattr(growthpole, name) is sys.modules[f"growthpole.{name}"]
    assert set(dir(growthpole)) == {*growthpole.__all__, "__version__"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", growthpole.__version__)
    with pytest.raises(AttributeError, match="nonsense"):
        growthpole.nonsense  # noqa: B018


def test_a_fresh_interpreter_reaches_a_room_through_the_package():
    assert python("import growthpole; print(growthpole.tables.Panel.__name__)") == ["Panel"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_shows_its_names_sorted_and_gives_each(room):
    package = import_module(f"growthpole.{room}")
    assert list(package.__all__) == sorted(set(package.__all__))
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert not isinstance(getattr(package, name), ModuleType)
        assert f"``{name}``" in package.__doc__ or getattr(package, name).__doc__
    with pytest.raises(AttributeError, match="nonsense"):
        package.nonsense  # noqa: B018


# --- modules and names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in PACKAGES if name != "growthpole"])
def test_no_module_bears_the_name_of_a_public_thing_of_its_package(name):
    package = import_module(name)
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert modules & set(getattr(package, "__all__", ())) == set()


IMPORT_ALL = """
import pkgutil, random, sys
from importlib import import_module
from types import ModuleType
import growthpole

names = [m.name for m in pkgutil.walk_packages(growthpole.__path__, "growthpole.") if "__main__" not in m.name]
random.Random(int(sys.argv[1])).shuffle(names)
for name in names:
    import_module(name)
for name in names:
    package = sys.modules[name]
    if hasattr(package, "__path__"):
        for public in getattr(package, "__all__", ()):
            if isinstance(getattr(package, public), ModuleType):
                print(f"{name}.{public}")
for public in growthpole.__all__:
    if getattr(growthpole, public) is not sys.modules[f"growthpole.{public}"]:
        print(public)
print("modules", len(names))
"""


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_names_stay_what_they_are_in_whatever_order_modules_are_imported(seed):
    *hidden, word, count = python(IMPORT_ALL, seed)
    assert hidden == []
    assert word == "modules"
    assert int(count) > 50


# --- pure rooms ----------------------------------------------------------------------------------------------


def impurities(source):
    """What of the outside world a module imports or opens, anywhere in it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [name.name for name in names if name.name.partition(".")[0] in OUTSIDE]
            case ast.ImportFrom(module=str() as module, level=0) if module.partition(".")[0] in OUTSIDE:
                found.append(module)
            case ast.Call(func=ast.Name(id="open" | "print" | "input" | "exec" | "eval" | "__import__" as name)):
                found.append(name)
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"):
                found.append("numpy.random")
    return found


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_touches_nothing_outside(room):
    modules = sorted((SRC / room).rglob("*.py"))
    assert modules
    found = {path.name: impurities(path.read_text(encoding="utf-8")) for path in modules}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import os.path",
        "import numpy, time",
        "from urllib.request import urlopen",
        "def f():\n    from pathlib import Path",
        "try:\n    import duckdb\nexcept ImportError:\n    pass",
        "def f():\n    return open('x')",
        "x = np.random.rand()",
    ],
)
def test_what_touches_the_outside_is_seen(source):
    assert impurities(source)


def test_what_touches_nothing_passes():
    assert (
        impurities("import re\nfrom numpy import linalg\nfrom .time import x\nfrom growthpole.io_tables import y") == []
    )
