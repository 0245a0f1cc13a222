"""When a mail that could not be sent is tried again."""

from datetime import timedelta

FIRST_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
LATER_DELAY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
# As many attempts as fit into that time.
MOST_ATTEMPTS = 75


def retry_delay(attempts: int) -> timedelta | None:
    """Return how long to wait after a mail's ``attempts``-th failed attempt, or None when it is to be given up.

    1, 5, 15 and 60 minutes, then hourly until three days have passed since the first attempt (ours; RFC 5321, 4.5.4.1,
    advises to keep trying for four to five days, but a reminder that late helps nobody).
    """
    if attempts <= len(FIRST_DELAYS):
        return FIRST_DELAYS[attempts - 1]
    waited = sum(FIRST_DELAYS, timedelta()) + LATER_DELAY * (attempts - 1 - len(FIRST_DELAYS))
    return LATER_DELAY if waited + LATER_DELAY <= GIVE_UP_AFTER else None
