import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.models import RetentionHold, RetentionRun
from psp.core import retention
from tests.factories.notifications import OutgoingMailFactory

NOW = timezone.now()


def test_the_privacy_page_shows_everybody_the_table_that_is_carried_out(client, db):
    page = client.get(reverse("privacy")).content.decode()
    from django.utils.html import escape

    for row in (*retention.rules(), *retention.keepings()):
        assert escape(str(row.what)) in page
        assert escape(str(row.how_long)) in page


def test_an_administrator_sees_what_goes_when_and_downloads_it(signed_in, ada):
    OutgoingMailFactory(queued_at=NOW - timezone.timedelta(days=91), state="done", subject="An old mail")
    RetentionRun.objects.create(rule="mails", at=NOW, error="OperationalError")
    page = signed_in(ada).get(reverse("retention")).content.decode()
    assert "OperationalError" in page
    csv = b"".join(signed_in(ada).get(reverse("retention"), {"format": "csv"}).streaming_content).decode()
    assert '"Mails sent to you, with what they say",90 days,1,0,0' in csv
    url = reverse("retention_rule", args=["mails"])
    page = signed_in(ada).get(url).content.decode()
    assert ("An old mail" in page, "Tonight" in page, "How long: 90 days" in page) == (True, True, True)
    csv = b"".join(signed_in(ada).get(url, {"format": "csv"}).streaming_content).decode()
    assert "An old mail," in csv
    assert signed_in(ada).get(reverse("retention_rule", args=["nothing"])).status_code == 404
    watches = {str(watch.label) for watch in signed_in(ada).get(reverse("home")).context["watches"] if watch.is_bad}
    assert "Deletions that failed" in watches


@pytest.mark.parametrize("rule", [rule.code for rule in retention.rules() if rule.code != "sign_ins"])
def test_the_preview_of_every_rule_opens_empty(signed_in, ada, rule):
    assert "Nothing is due within a year" in signed_in(ada).get(reverse("retention_rule", args=[rule])).content.decode()


def test_a_hold_is_placed_listed_downloaded_and_ended(signed_in, ada, partnership):
    assert "No holds" in signed_in(ada).get(reverse("retention_holds")).content.decode()
    url = reverse("place_retention_hold")
    assert signed_in(ada).post(url, {"rule": "invitations", "partnership": partnership.pk}).status_code == 422
    sent = {"rule": "invitations", "partnership": partnership.pk, "reason": "A court case", "once": "a"}
    page = signed_in(ada).post(url, sent, follow=True).content.decode()
    assert "Invitations that were not accepted" in page
    assert "A court case" in page
    placed = RetentionHold.objects.get()
    assert "1 hold keeps data past its time" in signed_in(ada).get(reverse("retention")).content.decode()
    csv = b"".join(signed_in(ada).get(reverse("retention_holds"), {"format": "csv"}).streaming_content).decode()
    assert "A court case" in csv
    end = reverse("end_retention_hold", args=[placed.pk])
    assert "deleted the next night" in signed_in(ada).get(end).content.decode()
    page = signed_in(ada).post(end, {"note": "It is over", "once": "b"}, follow=True).content.decode()
    assert "It is over" in page
    assert list(signed_in(ada).get(reverse("retention_holds"), {"state": "open"}).context["object_list"]) == []
