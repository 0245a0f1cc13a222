"""Everything kept is verified: history, files, sealed records, each with the very record that is wrong."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import FileField, TextField
from django.utils import timezone

from partnerships.activity.operations import broken_links
from partnerships.activity.queries import is_service_history_missing
from partnerships.models import Activity, Chain, ChangedField, DocumentVersion, Notice, Report, Verification
from partnerships.organisations.operations import edit_organisation
from partnerships.people.operations import edit_person
from partnerships.verification import operations
from partnerships.verification.operations import (
    ask_for_verification,
    requeue_verifications,
    verify_everything,
    work_on_verification,
)
from procurement.models import Bid, Score
from psp.core import integrity, sealed_rows, stored_files
from psp.core.problems import NotPermitted, WrongState
from psp.core.sealing import seal
from psp.core.work import WorkState
from tests.factories.world import tell_the_story

NOW = timezone.now()


@pytest.fixture
def world(db):
    """A world whose files and seals are real; what factories only pretend is taken away."""
    world = tell_the_story()
    DocumentVersion.objects.exclude(document__title="Minutes").update(file="")
    Report.objects.update(file="", state=WorkState.FAILED)
    return world


def found():
    outcome = verify_everything(by=None, now=timezone.now)
    return {(code, problem.what, problem.wrong) for code, problem in outcome.problems}


def test_every_field_that_holds_a_file_and_every_sealed_field_is_verified():
    ours = [m for app in ("partnerships", "procurement", "evaluation") for m in apps.get_app_config(app).get_models()]
    files = {(m, f.name) for m in ours for f in m._meta.fields if isinstance(f, FileField)}
    sealed = {
        (m, f.name) for m in ours for f in m._meta.fields if isinstance(f, TextField) and f.name.startswith("sealed")
    }
    assert {(kind.model, kind.field) for kind in stored_files.kinds()} == files
    assert {(known.model, known.field) for known in sealed_rows.fields()} == sealed


def test_a_world_as_it_was_made_has_no_problems_and_all_of_it_was_looked_at(world):
    outcome = verify_everything(by=None, now=timezone.now)
    assert outcome.problems == []
    checked = outcome.verification.checked
    assert checked["history"] == Activity.objects.count() > 0
    assert checked["files"] == sum(kind.rows().count() for kind in stored_files.kinds()) > 0
    assert checked["sealed"] == sum(known.rows().count() for known in sealed_rows.fields()) > 5
    assert outcome.verification.standing[0] == "met"


@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ("gone", "The file is missing from the storage."),
        ("changed", "The file is not the one that was filed."),
    ],
)
def test_a_file_that_is_gone_or_another_is_named(world, how, wrong):
    version = DocumentVersion.objects.exclude(file="").first()
    path = Path(version.file.path)
    path.unlink() if how == "gone" else path.write_bytes(b"another")
    assert found() == {("files", f"version of a document {version.pk}", wrong)}


def test_a_sealed_record_that_was_altered_or_exchanged_is_named(world):
    bids = list(Bid.objects.exclude(sealed_quality="")[:2])
    Bid.objects.filter(pk=bids[0].pk).update(sealed_quality=bids[1].sealed_quality)
    Bid.objects.filter(pk=bids[1].pk).update(sealed_price=bids[1].sealed_price[:-8] + "AAAAAAA=")
    score = Score.objects.first()
    Score.objects.filter(pk=score.pk).update(sealed=seal({"evaluator": 0, "bid": 0, "question": 0}))
    exchanged = "It holds what was sealed for another record."
    assert found() == {
        ("sealed", f"bid {bids[0].pk}", exchanged),
        ("sealed", f"bid {bids[1].pk}", "It was changed, or was sealed with a key that is not configured."),
        ("sealed", f"score {score.pk}", exchanged),
    }


def test_another_key_opens_no_sealed_record(world, settings):
    sealed = sum(known.rows().count() for known in sealed_rows.fields())
    settings.BID_SEAL_KEY = "another key altogether"
    codes = [code for code, _problem in verify_everything(by=None, now=timezone.now).problems]
    assert (codes.count("sealed"), set(codes) <= {"sealed", "files"}) == (sealed, True)


@pytest.fixture
def long_chain(partnership, olivia):
    """A chain of seven links, checked three at a time."""
    from partnerships.activity.operations import record

    for number in range(7):
        record(verb=f"thing.{number}", target=partnership, partnership=partnership, by=olivia, at=NOW)
    return Chain.objects.get(name=f"partnership:{partnership.pk}")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ("whole", []),
        ("changed", ["Number 3 of {chain} was changed after it was recorded."]),
        (
            "removed",
            ["Number 3 of the chain {chain} is missing.", "Number 4 of {chain} does not follow the one before it."],
        ),
        ("cut", ["The last entries of this chain are missing or were added past it."]),
        ("added", ["The last entries of this chain are missing or were added past it."]),
    ],
)
def test_what_was_done_to_a_chain_is_found_in_steps_of_any_size(long_chain, monkeypatch, size, how, wrong):
    from partnerships.activity import integrity as history

    monkeypatch.setattr(history, "ROWS_A_STEP", size)
    links = Activity.objects.filter(chain=long_chain)
    if how == "changed":
        links.filter(number=3).update(note="Something else")
    elif how == "removed":
        links.filter(number=3).delete()
    elif how == "cut":
        links.filter(number=7).delete()
    elif how == "added":
        links.filter(number=7).update(number=8)
        Chain.objects.filter(pk=long_chain.pk).update(length=6, last_hash=links.get(number=6).hash)
    said = [problem.wrong for step in integrity.run("history") for problem in step.problems]
    expected = [words.format(chain=long_chain.name) for words in wrong]
    # A step that begins at a missing link cannot know the hash before it.
    assert said == expected or (how == "removed" and set(said) == set(expected))


def test_a_partnership_whose_whole_history_is_gone_is_named(long_chain, partnership):
    ChangedField.objects.filter(activity__chain=long_chain).delete()
    Activity.objects.filter(chain=long_chain).delete()
    long_chain.delete()
    wrong = [(problem.what, problem.wrong) for step in integrity.run("history") for problem in step.problems]
    assert wrong == [(f"partnership {partnership.pk}", "Its whole history is missing.")]
    assert broken_links() == [f"partnership {partnership.pk}: its whole history is missing"]


@pytest.mark.parametrize("changed", ["person", "organisation"])
def test_the_whole_history_of_the_service_gone_is_named(olivia, charity, changed):
    edit = {"expected_version": 1, "by": olivia, "at": NOW}
    edit_person(person=olivia, changes={"name": olivia.name}, **edit)
    assert not is_service_history_missing()
    if changed == "person":
        edit_person(person=olivia, changes={"name": "Olivia Reid-Hunter"}, **edit)
    else:
        edit_organisation(organisation=charity, changes={"about": "Visits people"}, **edit)
    assert broken_links() == []
    ChangedField.objects.all().delete()
    Activity.objects.filter(chain="service").delete()
    Chain.objects.filter(name="service").delete()
    verified = verify_everything(by=None, now=lambda: NOW)
    wrong = [(problem.what, problem.wrong) for code, problem in verified.problems if code == "history"]
    assert wrong == [("service", "Its whole history is missing.")]
    assert broken_links() == ["service: its whole history is missing"]


def test_the_command_takes_over_what_waits_or_was_killed_and_nothing_a_worker_holds(world):
    waiting = ask_for_verification(by=None, at=NOW + timedelta(hours=1))
    Verification.objects.update(code="sealed", checked={"history": 1}, problem_count=1, problems=[{"what": "x"}])
    assert verify_everything(by=None, now=lambda: NOW).verification.pk == waiting.pk
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problems, waiting.checked["history"]) == ("done", [], Activity.objects.count())
    started = timezone.now()
    killed = ask_for_verification(by=None, at=started)
    assert Verification.objects.claim(killed.pk, at=started)
    with pytest.raises(CommandError, match="or in 5 minutes if its worker was stopped") as refused:
        call_command("verify")
    assert refused.value.returncode == 2
    assert verify_everything(by=None, now=lambda: started + timedelta(minutes=6)).verification.pk == killed.pk


def test_one_that_stops_every_worker_is_given_up_and_administrators_are_told(ada):
    verification, at = ask_for_verification(by=None, at=NOW), NOW
    for attempt in range(1, operations.MOST_FAILURES + 1):
        # A worker takes it and is killed.
        assert Verification.objects.claim(verification.pk, at=at).failures == attempt - 1
        requeue_verifications(at=at + timedelta(minutes=6))
        at += timedelta(minutes=12)
    verification.refresh_from_db()
    assert (verification.state, verification.error) == ("failed", str(operations.WORKER_STOPPED))
    assert [notice.title for notice in Notice.objects.filter(person=ada)] == ["The verification stopped"]
    assert requeue_verifications(at=at) == 0


def test_a_step_that_goes_well_forgets_the_workers_that_were_killed(world):
    verification = ask_for_verification(by=None, at=NOW)
    Verification.objects.claim(verification.pk, at=NOW)
    assert requeue_verifications(at=NOW + timedelta(minutes=6)) == 0
    assert requeue_verifications(at=NOW + timedelta(minutes=13)) == 1
    at = NOW + timedelta(minutes=13)
    assert work_on_verification(verification_id=verification.pk, now=lambda: at)
    verification.refresh_from_db()
    assert (verification.state, verification.failures, verification.error) == ("done", 0, "")


def test_the_nightly_verification_goes_on_where_it_stopped(world, monkeypatch):
    monkeypatch.setattr(stored_files, "FILES_A_STEP", 1)
    monkeypatch.setattr(integrity, "ROWS_A_STEP", 2)
    whole = verify_everything(by=None, now=timezone.now).verification
    verification = ask_for_verification(by=None, at=NOW)
    assert ask_for_verification(by=None, at=NOW) == verification
    clock = iter(NOW + timedelta(seconds=n * 15) for n in range(10_000))
    stints = 1
    while not work_on_verification(verification_id=verification.pk, now=lambda: next(clock)):
        stints += 1
    verification.refresh_from_db()
    assert stints > 5
    assert (verification.state, verification.checked) == (WorkState.DONE, whole.checked)


def test_a_storage_that_is_away_is_tried_again_then_given_up_and_told(world, ada_of, monkeypatch):
    def away(kind, row):
        raise TimeoutError

    monkeypatch.setattr(stored_files, "wrong_with", away)
    verification = ask_for_verification(by=None, at=NOW)
    for attempt in range(operations.MOST_FAILURES):
        at = NOW + timedelta(minutes=6 * attempt)
        assert not work_on_verification(verification_id=verification.pk, now=lambda at=at: at)
    verification.refresh_from_db()
    assert (verification.state, verification.problem_count) == (WorkState.FAILED, 0)
    assert "TimeoutError" in verification.error
    assert Notice.objects.filter(person=ada_of, title="The verification stopped").count() == 1


@pytest.fixture
def ada_of(world):
    return world.cast["administrator"]


def test_problems_are_told_to_administrators_and_found_on_health(world, ada_of, client):
    version = DocumentVersion.objects.exclude(file="").first()
    os.unlink(version.file.path)
    verification = ask_for_verification(by=ada_of, at=NOW)
    work_on_verification(verification_id=verification.pk, now=timezone.now)
    assert Notice.objects.filter(person=ada_of, title="The verification found 1 problem").count() == 1
    state = client.get("/health/").json()
    assert (state["status"], state["verification"]) == (
        "degraded",
        {"state": "problems", "problems": 1, "hours_ago": 0},
    )


def test_only_administrators_ask_for_a_verification(world):
    with pytest.raises(NotPermitted):
        ask_for_verification(by=world.cast["leader"], at=NOW)


def test_the_command_prints_a_summary_or_json_and_ends_with_a_status(world, capsys):
    call_command("verify")
    assert "Everything is as it was kept." in capsys.readouterr().out
    version = DocumentVersion.objects.exclude(file="").first()
    Path(version.file.path).write_bytes(b"another")
    with pytest.raises(CommandError) as ended:
        call_command("verify", "--json")
    printed = capsys.readouterr().out
    assert ended.value.returncode == 1
    assert '"what": "version of a document' in printed
    until = timezone.now() + timedelta(minutes=5)
    Verification.objects.create(asked_at=NOW, next_attempt_at=NOW, state="running", lease_token="x", lease_until=until)
    with pytest.raises(CommandError) as ended:
        call_command("verify")
    assert ended.value.returncode == 2
    with pytest.raises(WrongState):
        verify_everything(by=None, now=timezone.now)
