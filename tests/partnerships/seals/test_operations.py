"""The key of sealed records: a wrong one is found before anything opens, and an old one can retire."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from partnerships.models import Activity, OutgoingMail, SealKey, StoragePairing
from partnerships.seals import operations, queries
from partnerships.seals.operations import note_keys, note_lost, renew_seals
from partnerships.storage.operations import pair_storage
from procurement.models import BidFile, ContingencyPlan
from psp.core import sealed_rows, stored_files
from psp.core.keys import fingerprint
from psp.core.problems import Invalid, WrongState
from psp.core.sealing import SealBroken, key_number, seal
from tests.factories import bids
from tests.factories.tenders import PublishedTenderFactory, QuestionFactory

OLD, NEW = "the key of the first years", "the key of the years after"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.BID_SEAL_KEY = OLD


@pytest.fixture
def world(partnership, pat):
    """A bid with two sealed files, two mails with secret links and a contingency plan."""
    partnership.state = "tender"
    partnership.save()
    tender = PublishedTenderFactory(partnership=partnership)
    files = [bids.attached(QuestionFactory(tender=tender).pk), bids.attached(None, "prices.pdf")]
    bids.record_a_bid(tender, pat, files=files)
    for number in (1, 2):
        a_private_mail(number, seal({"text": f"Link {number}", "html": ""}))
    ContingencyPlan.objects.create(
        partnership=partnership, organisation=tender.partnership.purchasing_council, sealed=seal({"who": "Words."})
    )
    assert note_keys(at=NOW) == ""
    return tender


def a_private_mail(number, sealed):
    return OutgoingMail.objects.create(
        address="a@example.org",
        kind="account",
        subject="Sign in",
        is_private=True,
        sealed=sealed,
        message_id=f"<{number}@psp>",
        queued_at=NOW,
        next_attempt_at=NOW,
    )


def tokens():
    """Give every sealed text and the ciphertext of every sealed file, by record and field."""
    rows = {
        (known.model.__name__, row.pk, known.field): getattr(row, known.field)
        for known in sealed_rows.fields()
        for row in known.rows()
    }
    files = {
        (kind.model.__name__, row.pk, kind.field): Path(getattr(row, kind.field).path).read_bytes()
        for kind in stored_files.kinds()
        for row in queries.sealed_files(kind)
    }
    return rows | files


def keys_needed():
    return {key_number(token) for token in tokens().values()}


def test_a_new_database_takes_the_keys_it_starts_with(db, settings):
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    assert note_keys(at=NOW) == ""
    assert set(SealKey.objects.values_list("fingerprint", flat=True)) == {fingerprint(NEW), fingerprint(OLD)}
    assert note_keys(at=NOW) == ""
    assert Activity.objects.filter(verb="seal_key.noted").count() == 2


@pytest.mark.parametrize("given", [NEW, f"{NEW},another"])
def test_a_key_other_than_the_records_were_sealed_with_stops_the_start(db, settings, given):
    note_keys(at=NOW)
    settings.BID_SEAL_KEY = given
    sentence = note_keys(at=NOW)
    assert fingerprint(OLD) in sentence
    assert fingerprint(NEW) in sentence
    assert not SealKey.objects.filter(fingerprint=fingerprint(NEW)).exists()


def test_a_wrong_key_is_found_too_where_a_database_has_noted_none_yet(world, settings):
    SealKey.objects.all().delete()
    settings.BID_SEAL_KEY = NEW
    assert "BID_SEAL_KEY" in note_keys(at=NOW)
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    assert note_keys(at=NOW) == ""


def test_every_seal_is_renewed_holds_the_same_and_the_old_key_retires(world, settings):
    before = {place: _clear(token) for place, token in tokens().items()}
    assert (len(before), BidFile.objects.count()) == (8, 2)
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    note_keys(at=NOW)
    assert keys_needed() == {1}
    names = set(BidFile.objects.values_list("sealed", flat=True))
    renewal = renew_seals(at=NOW)
    assert (renewal.records + renewal.files, renewal.retired) == (len(before), [fingerprint(OLD)])
    assert not any(default_storage.exists(name) for name in names)
    settings.BID_SEAL_KEY = NEW
    assert {place: _clear(token) for place, token in tokens().items()} == before
    assert note_keys(at=NOW) == ""
    assert Activity.objects.get(verb="seal_key.renewed").is_private
    call_command("verify")


def _clear(token):
    return sealed_rows.unseal(token) if isinstance(token, str) else stored_files.unseal_bytes(token)


def test_a_renewal_cut_short_goes_on_where_it_stopped(world, settings):
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    whole = len(tokens())
    pair_storage(at=NOW)
    folder = Path(default_storage.path(BidFile.objects.first().sealed.name)).parent
    folder.parent.rename(folder.parent.with_name("away"))
    folder.parent.write_text("a file in the place of the folder: nothing can be read or written under it")
    with pytest.raises(CommandError, match="run this again"):
        call_command("renew_seals")
    folder.parent.unlink()
    folder.parent.with_name("away").rename(folder.parent)
    done = sum(key_number(token) == 0 for token in tokens().values())
    assert 0 < done < whole
    again = renew_seals(at=NOW)
    assert again.records + again.files == whole - done
    assert keys_needed() == {0}


def test_a_copy_of_the_database_renews_no_seal_in_the_storage_it_shares(world, settings):
    pair_storage(at=NOW)
    StoragePairing.objects.update(turn="older", next_turn="")
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    before = tokens()
    with pytest.raises(WrongState, match="Another copy"):
        renew_seals(at=NOW)
    assert tokens() == before
    with pytest.raises(CommandError, match="Another copy"):
        call_command("renew_seals")


def test_a_record_no_key_opens_is_named_and_a_missing_file_keeps_the_key(world, settings):
    mail = a_private_mail(3, "damaged")
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    renewal = renew_seals(at=NOW)
    assert [name.endswith(f" {mail.pk}") for name in renewal.broken] == [True]
    assert renewal.retired == [fingerprint(OLD)]
    file = BidFile.objects.first()
    Path(default_storage.path(file.sealed.name)).unlink()
    settings.BID_SEAL_KEY = f"a third key,{NEW}"
    renewal = renew_seals(at=NOW)
    assert (len(renewal.missing), renewal.retired) == (1, [])
    with pytest.raises(CommandError, match="missing"):
        call_command("renew_seals")


def test_what_somebody_writes_meanwhile_is_not_written_over(world, settings, monkeypatch):
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    known = sealed_rows.fields()[0]
    row = known.rows().first()
    fresh = seal({"text": "written meanwhile", "html": ""})
    renewed = operations.renewed
    written = []

    def write_first(token):
        if not written:
            written.append(known.model._base_manager.filter(pk=row.pk).update(**{known.field: fresh}))
        return renewed(token)

    monkeypatch.setattr(operations, "renewed", write_first)
    renew_seals(at=NOW)
    assert getattr(known.model._base_manager.get(pk=row.pk), known.field) == fresh


def test_without_its_key_nothing_is_renewed_and_a_lost_key_is_noted(world, settings):
    settings.BID_SEAL_KEY = NEW
    with pytest.raises(WrongState, match=fingerprint(OLD)):
        renew_seals(at=NOW)
    with pytest.raises(Invalid):
        note_lost(fingerprint="0" * 16, at=NOW)
    call_command("renew_seals", lost=fingerprint(OLD))
    assert note_keys(at=NOW) == ""
    with pytest.raises(SealBroken):
        keys_needed()
    settings.BID_SEAL_KEY = OLD
    assert fingerprint(NEW) in note_keys(at=NOW)


def test_verify_says_which_key_is_still_needed(world, settings, capsys):
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    call_command("verify")
    assert f"Before you take out {fingerprint(OLD)}, run" in capsys.readouterr().out
    renew_seals(at=NOW)
    call_command("verify")
    assert "No record needs an older key." in capsys.readouterr().out
