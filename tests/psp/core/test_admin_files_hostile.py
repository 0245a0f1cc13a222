"""Files of reference data that no spreadsheet writes, and confirmations of files nobody looked at, end in words."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.models import Service

CONTENTS = (b"code,name\na\x00b,x\n", b"code,name\nx,a\x00b\n", b"\xff\xfe", b"code,name\nx," + b"9" * 10_000 + b"\n")


def test_no_file_of_reference_data_ends_in_a_fault(signed_in, ada):
    client, url = signed_in(ada), reverse("admin:partnerships_service_import")
    for content in CONTENTS:
        for number in ("0", "99", "\x00"):
            answer = client.post(url, {"format": number, "import_file": SimpleUploadedFile("a.csv", content)})
            assert answer.status_code < 500
            form = (answer.context or {}).get("confirm_form")
            if form:
                sent = {name: form[name].value() for name in form.fields}
                answer = client.post(reverse("admin:partnerships_service_process_import"), sent)
                assert answer.status_code < 500


def test_a_file_that_is_kept_no_longer_is_asked_for_again(signed_in, ada):
    client, url = signed_in(ada), reverse("admin:partnerships_service_process_import")
    for name, number in (("ab" * 16, "0"), ("a\x00", "0"), ("ab" * 16, "x"), ("ab" * 16, "9" * 400)):
        sent = {"import_file_name": name, "original_file_name": "a.csv", "format": number, "resource": ""}
        answer = client.post(url, sent)
        assert (answer.status_code, answer.url) == (302, reverse("admin:partnerships_service_import"))
    assert Service.objects.count() == 0
