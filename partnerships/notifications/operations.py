"""Telling people of what is due and what happened, as each wishes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, record
from partnerships.mail.operations import Draft, queue_drafts
from partnerships.notifications import queries
from partnerships.notifications.models import Email, Notice, Preference, kind_labels
from psp.core.access import refusal
from psp.core.mail import Letter, NotSent, before_sending, render
from psp.core.notices import EVERYONE, Sight, is_sight
from psp.core.problems import Invalid, NotPermitted

CLOSED = gettext_lazy("The person may no longer see what it is about.")
# As many as one transaction writes and mails: a page that waits for its turn to write waits a moment only.
BATCH = 100


@transaction.atomic
def notify(
    *,
    people: Iterable[Any],
    kind: str,
    title: str,
    url: str,
    key: str,
    at: datetime,
    partnership: Any = None,
    detail: str = "",
    by_mail: bool = True,
    sight: Sight = EVERYONE,
) -> int:
    """Tell people that something happened; return how many hear of it.

    ``people`` are users or their ids; ``kind`` a code registered with ``psp.core.notices.event``; ``key`` names the event
    for good, so that each person is told of it once however often this is called; ``url`` is a path of the product.
    Without ``by_mail`` the notice stands on the site alone: a mail of its own says it already. ``sight`` says who may still read
    it when it is shown and sent; without one, everyone who sees the partnership.
    1. writes the notices, as far as each person wants them; 2. queues the mails of those who want one at once.
    Raises ValueError for an unknown kind or sight.
    """
    if not is_sight(sight.code):
        raise ValueError(f"Nobody says to whom {sight.code} is open: register it with psp.core.notices.sights()")
    if kind not in kind_labels():
        raise ValueError(f"Nobody can choose how to hear of {kind}: register it with psp.core.notices.event()")
    person_ids = {getattr(person, "pk", person) for person in people}
    notices = [
        Notice(
            person_id=person_id,
            kind=kind,
            item_key=key,
            title=title[:300],
            detail=detail[:500],
            url=url,
            partnership=partnership,
            sight=sight.code,
            subject_id=sight.subject_id,
            created_at=at,
        )
        for person_id in sorted(queries.names_of_active(person_ids))
    ]
    return tell(notices, at=at, by_mail=by_mail)


@transaction.atomic
def tell(notices: Sequence[Notice], *, at: datetime, by_mail: bool = True) -> int:
    """Write notices as their people wish and queue what is to be mailed at once; return how many people want.

    Notices written before, by this or another worker, stay as they are and are not mailed again. At most ``BATCH``.
    """
    wishes = queries.preferences_of({notice.person_id for notice in notices}, {notice.kind for notice in notices})
    wanted = []
    for notice in notices:
        wish = wishes.get((notice.person_id, notice.kind))
        if wish is not None:
            notice.email, notice.is_shown = wish.email, wish.on_site
        if not by_mail:
            notice.email = Email.NONE
        if notice.is_shown or notice.email != Email.NONE:
            wanted.append(notice)
    Notice.objects.bulk_create(wanted, ignore_conflicts=True)
    # Whatever waits now was written above: every other transaction commits its notices together with their mails.
    waiting = Notice.objects.to_be_mailed(Email.IMMEDIATE).select_related("person", "partnership").order_by("pk")
    mail_notices(
        {f"notice:{notice.pk}": [notice] for notice in waiting[: 2 * BATCH]},
        write=lambda notices: (notices[0].kind, letter_about(notices[0], at)),
        at=at,
    )
    return len(wanted)


def letter_about(notice: Notice, at: datetime) -> Letter:
    """Write the mail about one notice as things stand at an aware datetime, which it names."""
    context = {"name": notice.person.name, "notice": notice, "due_in_words": notice.due_in_words(at), "at": at}
    return render("notice", context)


@transaction.atomic
def mail_notices(
    parcels: Mapping[str, Sequence[Notice]], *, write: Callable[[Sequence[Notice]], tuple[str, Letter]], at: datetime
) -> int:
    """Queue one mail for each key, with the notices of one person in it; return how many mails this call made.

    ``write`` returns the kind and the letter of a parcel. 1. queues the mails whose key is free; 2. notes in their notices
    that they are mailed. Where another worker took the key, its mail may hold fewer notices: these here go on waiting.
    """
    drafts = []
    for key, notices in parcels.items():
        kind, letter = write(notices)
        person = notices[0].person
        drafts.append(Draft(letter, person.email, kind, person_id=person.pk, key=key, may_unsubscribe=True))
    mails = queue_drafts(drafts, at=at)
    gone = []
    for mail in mails:
        for notice in parcels[str(mail.key)]:
            notice.mail, notice.mailed_at = mail, at
            gone.append(notice)
    Notice.objects.bulk_update(gone, ["mail", "mailed_at"])
    return len(mails)


@before_sending
def without_what_is_closed(mail: Any, letter: Letter, at: datetime) -> Letter:
    """Keep back a mail about notices that are open to its reader no more; raises NotSent.

    Of a digest, which holds several, those that are still open are written again by the code that collects it (``reminders``).
    """
    close_off(mail.notices.all())
    if mail.notices.exists() and not mail.notices.filter(not_sent_because="").exists():
        raise NotSent(str(CLOSED), is_final=True, is_withheld=True)
    return letter


def close_off(rows: Any) -> int:
    """Note in notices, about to be sent, which are open to their people no more; return how many. They are never sent."""
    waiting = rows.filter(not_sent_because="").select_related("person")
    people = {notice.person_id: notice.person for notice in waiting}
    count = 0
    for person in people.values():
        theirs = waiting.filter(person=person)
        still_open = queries.open_among(person, theirs)
        closed = [notice.pk for notice in theirs if notice.pk not in still_open]
        count += Notice.objects.filter(pk__in=closed).update(not_sent_because=str(CLOSED))
    return count


def mark_read(*, notice: Notice, by: Any, at: datetime) -> None:
    """Mark a notice of one's own as read. Doing it twice does nothing. Raises NotPermitted."""
    if not by.has_perm("partnerships.change_notice", notice):
        raise NotPermitted(refusal(_("the person it was sent to")))
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(*, by: Any, at: datetime) -> int:
    """Mark all of one's own notices as read; return how many were not."""
    return Notice.objects.visible_to(by).unread().update(read_at=at)


@transaction.atomic
def save_preferences(*, choices: dict[str, tuple[str, bool]], by: Any, at: datetime) -> None:
    """Save how a person wants to hear of each kind: ``{kind: (when by e-mail, whether on the site)}``.

    1. writes the choices; 2. records the activity, for administrators alone. Raises Invalid for an unknown kind or choice.
    """
    lock_history(None)
    if not choices.keys() <= kind_labels().keys() or not {email for email, _site in choices.values()} <= set(
        Email.values
    ):
        raise Invalid(_("Select how you want to hear of each kind of notice"))
    before = queries.preferences_of([by.pk], choices.keys())
    Preference.objects.bulk_create(
        [Preference(person=by, kind=kind, email=email, on_site=site) for kind, (email, site) in choices.items()],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["email", "on_site"],
    )
    changes: dict[str, list[str | None]] = {}
    for kind, (email, site) in choices.items():
        old = before.get((by.pk, kind)) or Preference()
        if (old.email, old.on_site) != (email, site):
            changes[kind] = [_in_words(old.email, old.on_site), _in_words(email, site)]
    if changes:
        record(verb="notice_preferences.changed", target=by, by=by, at=at, changes=changes, is_private=True)


def _in_words(email: str, on_site: bool) -> str:
    return f"{Email(email).label}, {_('on the site') if on_site else _('not on the site')}"
