"""An import and a person who edits an organisation at the same moment."""

import re
import threading

import pytest
from django.db import connection, connections

from partnerships.models import Organisation
from partnerships.organisations.operations import edit_organisation
from partnerships.taxonomies.operations import load_areas, load_client_groups
from psp.core.problems import StaleVersion
from tests.conftest import NOON
from tests.factories.at_once import ON_POSTGRESQL
from tests.factories.register import a_row
from tests.partnerships.imports.steps import CLOCK, applied, preview, undone

pytestmark = ON_POSTGRESQL
READS = re.compile(r'^SELECT .* FROM "partnerships_organisation" ', re.DOTALL)


class EditsOnceRead:
    """Edits the website of the one organisation as soon as the import has read it; the edit may have to wait."""

    def __init__(self, by):
        self.by, self.outcome, self.thread = by, "", None

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if self.thread is None and READS.search(sql):
            self.thread = threading.Thread(target=self._edit)
            self.thread.start()
            self.thread.join(timeout=0.5)
        return result

    def _edit(self):
        try:
            row = Organisation.objects.get()
            changes = {"website": "https://typed.example"}
            edit_organisation(organisation=row, changes=changes, expected_version=row.version, by=self.by, at=NOON)
            self.outcome = "saved"
        except StaleVersion:
            self.outcome = "stale"
        finally:
            connections.close_all()


@pytest.mark.parametrize(
    ("carry_out", "website"), [(applied, "https://next.example"), (undone, "https://www.example.org")]
)
def test_an_edit_waits_until_its_organisation_is_written(ada, monkeypatch, carry_out, website):
    monkeypatch.setattr(CLOCK, "at", NOON)
    load_areas()
    load_client_groups()
    applied(preview(a_row()))
    second = preview(a_row(Website="https://next.example"))
    if carry_out is undone:
        applied(second)
    person = EditsOnceRead(ada)
    with connection.execute_wrapper(person):
        carry_out(second)
    person.thread.join()
    row = Organisation.objects.get()
    assert (person.outcome, row.website, row.edited_fields) == ("stale", website, [])
