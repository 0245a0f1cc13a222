import json
import logging
import logging.config
import sys

import pytest
import structlog
from django.urls import resolve, reverse
from structlog.testing import capture_logs

from partnerships.people.models import new_secret
from psp.celery import app
from psp.log import logging_config
from psp.tasks import heartbeat


@pytest.fixture
def line_of():
    """Format a record as production writes it and read the line back."""
    told = logging_config(as_json=True)["formatters"]["lines"]
    formatter = told["()"](processors=told["processors"], foreign_pre_chain=told["foreign_pre_chain"])

    def line(message, *args, exc_info=None, **extra):
        record = logging.getLogger("django.request").makeRecord(
            "django.request", logging.ERROR, __file__, 1, message, args, exc_info, extra=extra
        )
        return json.loads(formatter.format(record))

    return line


def test_a_fault_is_told_by_its_route_and_never_by_its_path(rf, line_of):
    secret = new_secret()
    request = rf.get(reverse("accept_invitation", args=[secret]))
    request.resolver_match = resolve(request.path)
    line = line_of("Internal Server Error: %s", request.path, request=request, status_code=500)
    assert line["event"] == "Internal Server Error: accept_invitation"
    assert secret not in json.dumps(line)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Key (email)=(olivia.reid+x@mail.example.org) exists", "Key (email)=((address)) exists"),
        (f"no /invitations/accept/{'aB3_-' * 8}/ here", "no /invitations/accept/(secret)/ here"),
        ("no /account/password/reset/key/1a-c5x2lo-0123456789abcdef0123456789abcdef/", None),
        ("in test_a_name_of_the_code_that_is_rather_long", "in test_a_name_of_the_code_that_is_rather_long"),
    ],
)
def test_addresses_and_secrets_are_masked_in_tracebacks_too(line_of, said, left):
    left = left or "no /account/password/reset/key/(secret)/"
    assert line_of(said)["event"] == left
    try:
        raise ValueError(said)
    except ValueError:
        line = line_of("It broke", exc_info=sys.exc_info())
    assert line["exception"].endswith(f"ValueError: {left}")


def logged(caplog, event):
    return [record.msg for record in caplog.records if isinstance(record.msg, dict) and record.msg["event"] == event]


def test_each_request_leaves_one_line_with_its_route_and_not_its_path(client, db, caplog):
    caplog.set_level("INFO", "psp.core.middleware")
    answer = client.get(reverse("accept_invitation", args=["a-secret-nobody-was-given"]))
    [line] = logged(caplog, "request")
    ms = line.pop("ms")
    assert {name: line[name] for name in ("method", "route", "status", "request_id")} == {
        "method": "GET",
        "route": "accept_invitation",
        "status": 404,
        "request_id": answer["X-Request-ID"],
    }
    assert (0 <= ms < 60_000, "a-secret" in str(line)) == (True, False)


def test_what_a_task_logs_carries_its_id(caplog):
    import structlog

    caplog.set_level("INFO")
    log = structlog.stdlib.get_logger("tests.psp.test_log")

    @app.task(name="tests.say_something")
    def say_something():
        log.info("said")

    try:
        say_something.apply(task_id="the-task")
    finally:
        app.tasks.pop("tests.say_something")
    log.info("said")
    first, second = logged(caplog, "said")
    assert (first["task_id"], first["task"]) == ("the-task", "tests.say_something")
    assert "task_id" not in second


def test_a_fault_on_the_first_page_keeps_its_other_words_whole(rf, line_of):
    request = rf.get("/")
    request.resolver_match = resolve("/")
    assert line_of("and/or: %s", request.path, request=request)["event"] == "and/or: /"


def test_a_line_of_a_request_says_who_asked_by_number_alone(client, partnership, olivia, caplog):
    caplog.set_level("INFO", "psp.core.middleware")
    client.force_login(olivia)
    client.get(reverse("home"))
    [line] = logged(caplog, "request")
    assert line["user_id"] == olivia.pk
    assert "olivia" not in json.dumps(line)


def test_every_line_of_production_names_its_instance():
    told = logging_config(as_json=True, instance="box-7")["formatters"]["lines"]
    formatter = told["()"](processors=told["processors"], foreign_pre_chain=told["foreign_pre_chain"])
    record = logging.getLogger("any").makeRecord("any", logging.INFO, __file__, 1, "Words", (), None)
    assert json.loads(formatter.format(record))["instance"] == "box-7"


def test_a_task_carries_the_ids_of_the_request_that_queued_it(caplog, settings):
    caplog.set_level("INFO", "psp.celery")
    bound = {"request_id": "r1", "user_id": 7}
    heartbeat.apply(headers=bound, task_id="t1")
    [line] = logged(caplog, "task")
    assert {name: line[name] for name in ("request_id", "user_id", "task", "task_id", "state")} == {
        **bound,
        "task": "psp.heartbeat",
        "task_id": "t1",
        "state": "SUCCESS",
    }
    assert not {"request_id", "user_id", "task"} & structlog.contextvars.get_contextvars().keys()


def test_lines_are_captured_from_a_logger_in_use_after_the_settings_are_read_again():
    log = structlog.stdlib.get_logger("tests.psp.test_log.in_use")
    log.info("before")
    logging_config(as_json=False)
    with capture_logs() as lines:
        log.info("after")
    assert [line["event"] for line in lines] == ["after"]
