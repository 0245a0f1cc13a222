"""Refuse a landed migration that was edited, renamed or removed: databases out there have had it as it was.

``make lint`` runs it. ``.venv/bin/python .ci/landed.py add`` lists the migrations that are new; run it when they land on
the main branch. What is listed is never changed by it: a model that changes gets a new migration.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "architecture" / "landed_migrations.txt"


def migrations(root=ROOT):
    """Return the hash of every migration of the product by its path."""
    paths = sorted(path for path in root.glob("*/migrations/[0-9]*.py"))
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def landed(listed=LIST):
    """Return the listed hashes by path."""
    lines = [line.split() for line in listed.read_text().splitlines() if line and not line.startswith("#")]
    return {path: digest for digest, path in lines}


def problems(found, listed):
    """Say what is wrong: what was edited or is gone, and what is not listed yet."""
    wrong = []
    for path, digest in listed.items():
        if path not in found:
            wrong.append(f"{path} has landed and is gone: bring it back")
        elif found[path] != digest:
            wrong.append(f"{path} has landed and was edited: take the edit back and write a new migration")
    new = [path for path in found if path not in listed]
    if new:
        wrong.append(f"Not listed yet: {', '.join(new)}. List them with: .venv/bin/python .ci/landed.py add")
    return wrong


def main():
    found, listed = migrations(), landed()
    if sys.argv[1:] == ["add"]:
        new = [f"{digest}  {path}\n" for path, digest in found.items() if path not in listed]
        with LIST.open("a") as file:
            file.writelines(new)
        listed = landed()
    wrong = problems(found, listed)
    print("\n".join(wrong) or "No landed migration was changed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
