"""A study's file with zero bytes or halves of characters in its texts is refused."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.evaluation.sroi.rows import WHEELS


def tainted(value, sign):
    """The same file with a sign in each of its texts that nothing else is read from."""
    if isinstance(value, dict):
        return {
            key: f"{each}{sign}" if key in {"name", "title"} else tainted(each, sign) for key, each in value.items()
        }
    return [tainted(each, sign) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_it_is_refused(sign, study, signed_in, edie):
    whole = json.loads(json.dumps(WHEELS, default=str))
    content = json.dumps(tainted(whole, sign)).encode()
    assert b"\\u0000" in content or b"\\ud800" in content
    file = SimpleUploadedFile("map.json", content, content_type="application/json")
    client = signed_in(edie)
    answer = client.post(reverse("import_value_map", args=[study.pk]), {"file": file})
    assert answer.status_code == 422
