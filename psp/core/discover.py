"""Finds what the slices of an app contribute to the registries by the names of their files: none can be forgotten."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

CONTRIBUTIONS = ("integrity", "reminders", "retention", "sights")


def import_contributions(config: AppConfig) -> list[str]:
    """Import the ``integrity.py``, ``reminders.py``, ``retention.py`` and ``sights.py`` of every slice of an app; return their names."""
    found = [
        f"{config.name}.{path.parent.name}.{path.stem}"
        for name in CONTRIBUTIONS
        for path in sorted(Path(config.path).glob(f"*/{name}.py"))
    ]
    for module in found:
        import_module(module)
    return found
