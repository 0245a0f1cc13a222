"""Engines and workflows import no Django: each is loaded in a process of its own, and the process is looked at."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = ("workflow", "gates", "due", "dates", "money", "moments", "typed_times")
KERNEL = [ROOT / "psp" / "core" / f"{name}.py" for name in PURE]


def pure_modules():
    found = [
        path
        for app in ("partnerships", "procurement", "evaluation")
        for path in (ROOT / app).rglob("*.py")
        if path.name in {"engine.py", "workflow.py"} or "engine" in path.parts
    ]
    return sorted(
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
        for path in found + KERNEL
    )


def test_there_are_engines_to_look_at():
    assert {"partnerships.lifecycle.workflow", "psp.core.dates"} < set(pure_modules())


@pytest.mark.parametrize("module", pure_modules())
def test_imports_no_django(module):
    look = f"import sys, {module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=False).returncode == 0
