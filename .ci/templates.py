"""Compile every template, so that a slip in a rarely seen one is found here and not by a person reading the page."""

import os
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent


def main():
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")
    django.setup()
    folder = ROOT / "templates"
    broken = 0
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in {".html", ".txt", ".svg", ".xml"}:
            try:
                get_template(str(path.relative_to(folder)))
            except TemplateSyntaxError as error:
                broken += 1
                print(f"{path.relative_to(ROOT)}: {error}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
