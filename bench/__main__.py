"""Measure the product on a large database against a bare Django view of the same run; write var/bench.json.

``make bench`` calls it. Two databases are filled with the same seed, one ten times as large as the other.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
SMALL, LARGE = (2_500, 100), (25_000, 1_000)
# What a page is aimed at: times the bare view, queries, growth on ten times the data.
AIMS = {"ratio": 4, "queries": 12, "growth_10x": 1.2}


def measure(name, organisations, partnerships, *more):
    """Fill a database of its own and return what was measured on it."""
    folder = VAR / "bench" / name
    shutil.rmtree(folder, ignore_errors=True)
    of_the_product = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PSP_ENV", "BASE_URL")
    env = {key: value for key, value in os.environ.items() if key not in of_the_product}
    env |= {"VAR_DIR": str(folder), "DEMO_MODE": "0", "DJANGO_SETTINGS_MODULE": "psp.settings"}
    print(f"Filling {organisations:,} organisations and {partnerships:,} partnerships, then measuring.", flush=True)
    subprocess.run([sys.executable, "manage.py", "first_start"], cwd=ROOT, env=env, check=True)
    command = [sys.executable, "-m", "bench.measure", str(organisations), str(partnerships), *more]
    # Its people are fictional: only a demonstration lets them in.
    done = subprocess.run(
        command, cwd=ROOT, env=env | {"DEMO_MODE": "1"}, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def compare(small, large):
    """Hold each page against the bare view of its own run, and the larger database against the smaller."""
    pages = {}
    for name, found in large["pages"].items():
        ratio = found["ms"] / large["pages"]["bare"]["ms"]
        before = small["pages"][name]["ms"] / small["pages"]["bare"]["ms"]
        pages[name] = {
            "ratio": round(ratio, 2),
            "queries": found["queries"],
            "growth_10x": round(ratio / before, 2),
            "ms": round(found["ms"], 1),
            "first_ms": round(found["first_ms"], 1),
            "first_queries": found["first_queries"],
        }
    del pages["bare"]
    return pages


def show(result):
    bare = result["bare_view_ms"]
    print(
        f"\nA bare Django view takes {bare} ms.\n\n{'page':20}{'ms':>8}{'ratio':>8}{'queries':>9}{'10x data':>10}{'first ms':>10}{'queries':>9}"
    )
    for name, page in result["pages"].items():
        missed = [aim for aim, most in AIMS.items() if page[aim] > most]
        row = f"{name:20}{page['ms']:8}{page['ratio']:8}{page['queries']:9}{page['growth_10x']:10}{page['first_ms']:10}{page['first_queries']:9}"
        print(f"{row}{'  over its aim: ' + ', '.join(missed) if missed else ''}")
    print(f"\nimport of the register, {LARGE[0]:,} rows: {result['import_register_seconds']} s")
    print(f"reminder sweep, {LARGE[1]:,} partnerships: {result['reminder_sweep_seconds']} s")
    for kind, took in result["reports"].items():
        print(f"report {kind}: {took} s")


def main():
    small = measure("small", *SMALL)
    large = measure("large", *LARGE, "--jobs")
    jobs = {name: large[name] for name in ("import_register_seconds", "reminder_sweep_seconds", "reports")}
    result = {"pages": compare(small, large), **jobs, "bare_view_ms": round(large["pages"]["bare"]["ms"], 1)}
    (VAR / "bench.json").write_text(json.dumps(result, indent=2) + "\n")
    show(result)
    shutil.rmtree(VAR / "bench")
    print(f"\nWritten to {(VAR / 'bench.json').relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
