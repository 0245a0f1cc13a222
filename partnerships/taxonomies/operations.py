"""Filling the lists of services, client groups and areas where they are empty."""

import json
from pathlib import Path

from django.conf import settings

from partnerships.taxonomies.models import Area, ClientGroup, Service, Term
from psp.core import reference


def _add_missing(model: type[Term], name: str) -> int:
    """Add the rows of a fixture whose code is not known and whose name is free; leave all others alone."""
    rows = json.loads(Path(settings.BASE_DIR, "partnerships", "fixtures", f"{name}.json").read_text("utf-8"))
    kept = model._default_manager.values_list("code", "name")
    codes, names = {code for code, _ in kept}, {name.casefold() for _, name in kept}
    new = [model(**row) for row in rows if row["code"] not in codes and row["name"].casefold() not in names]
    model._default_manager.bulk_create(new)
    return len(new)


@reference.loader("services")
def load_services() -> int:
    """Add the services that are missing; return how many. An edited name stays."""
    return _add_missing(Service, "services")


@reference.loader("client groups")
def load_client_groups() -> int:
    """Add the client groups that are missing; return how many. An edited name stays."""
    return _add_missing(ClientGroup, "client_groups")


@reference.loader("areas")
def load_areas() -> int:
    """Add the 32 council areas of Scotland that are missing; return how many. An edited name stays."""
    return _add_missing(Area, "areas")
