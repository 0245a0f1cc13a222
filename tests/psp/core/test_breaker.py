from psp.core.breaker import Breaker


def test_after_a_failure_callers_go_without_then_one_tries_at_a_time():
    now = [100.0]
    breaker = Breaker(10, clock=lambda: now[0])
    assert breaker.is_open() is False
    breaker.failed()
    assert [breaker.is_open(), breaker.is_open()] == [True, True]
    now[0] = 111
    assert [breaker.is_open(), breaker.is_open()] == [False, True]
    breaker.failed()
    now[0] = 120
    assert breaker.is_open() is True
    now[0] = 122
    assert breaker.is_open() is False
    breaker.worked()
    assert [breaker.is_open(), breaker.is_open()] == [False, False]
