"""Moving dates: first what else would move, then, when the person has seen it, the move itself."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.views import PartnershipForm
from partnerships.moves import operations
from partnerships.moves.forms import BaselineForm, LengthForm, MoveForm, ShortReasonForm
from partnerships.moves.queries import expected_start, gap_words, previewed_length, previewed_move
from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.milestones import GOAL
from partnerships.timeline.models import Milestone, Period, Timeline
from partnerships.timeline.queries import is_short, rows_of
from psp.core import deadlines
from psp.core.access import get_visible
from psp.core.problems import Invalid
from psp.core.views import TransitionView


class Planning(PartnershipForm):
    """A form of the timeline: who may, and the way back."""

    section = "timeline"
    permission_required = "partnerships.change_timeline"
    who_may = _("the project leader, the partners’ contacts and administrators")

    def permission_object(self):
        return self.partnership

    def load(self):
        super().load()
        if self.partnership.stopped_on is not None:
            raise PermissionDenied(_("The partnership has stopped: its plan stays as it was."))

    def get_success_url(self):
        return self.partnership.url("timeline")


class PreviewedChange(Planning):
    """Shows what a change of dates would move; a second press, against the version that was shown, carries it out.

    ``preview(rows, form)`` works the move out, ``carry_out(form)`` does it.
    """

    template_name = "partnerships/moves/move.html"
    model: Any = None
    moved: Any = None

    def load(self):
        super().load()
        self.object = get_visible(
            self.model.objects.filter(partnership=self.partnership), self.request.user, pk=self.kwargs["pk"]
        )
        self.rows = rows_of(self.partnership)

    def form_valid(self, form):
        if "save" in self.request.POST:
            return super().form_valid(form)
        return self.show(form)

    def show(self, form):
        """Show what the change would move, or what stands against it."""
        try:
            self.moved = self.preview(form)
        except Invalid as refusal:
            form.refuse(refusal.errors)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form))

    def saved_version(self):
        return Timeline.objects.values_list("version", flat=True).get(partnership=self.partnership)

    def show_typed(self):
        # What would move is worked out again: with it stands the reason that was typed.
        form = self.get_form()
        return self.show(form) if form.is_valid() else super().show_typed()

    def show_conflict(self, form):
        self.rows = rows_of(self.partnership)
        form.refuse({"": _("The plan has changed since you opened this page. Check what would move, then save again.")})

    def form_invalid(self, form):
        if self.moved is None and form.is_bound and "on" not in form.errors and "months" not in form.errors:
            try:
                self.moved = self.preview(form)
            except Invalid as refusal:
                form.refuse(refusal.errors)
        return super().form_invalid(form)

    def act(self, form):
        sent = self.request.POST.get("plan_version", "")
        version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        return self.carry_out(form, expected_version=version)

    def get_context_data(self, **kwargs):
        form = kwargs.setdefault("form", self.get_form())
        if self.moved is not None and self.moved.shortfalls:
            form.fields["reason"].required = True
        elif "reason" not in form.errors and not form.data.get("reason"):
            form.fields.pop("reason", None)
        context = {
            "object": self.object,
            "moved": self.moved,
            "service": next((c for c in (self.moved.others if self.moved else ()) if c.task.key == GOAL), None),
            "gap_words": gap_words(self.moved) if self.moved else "",
            "expected_on": expected_start(self.moved, today=timezone.localdate()) if self.moved else None,
            "plan_version": self.rows.timeline.version,
            "titles": {row.key: str(row) for row in [*self.rows.periods, *self.rows.milestones]},
            "deadlines": deadlines.of(self.partnership),
        }
        return super().get_context_data(**context | kwargs)


class Move(PreviewedChange):
    """Moves a milestone to a day."""

    model: Any = Milestone
    form_class = MoveForm
    done = _("The dates are moved.")

    def get_title(self):
        return _("Move: {milestone}").format(milestone=self.object)

    def get_initial(self):
        return {"on": self.object.planned_on}

    def preview(self, form):
        return previewed_move(self.rows, self.object.key, form.cleaned_data["on"], today=timezone.localdate())

    def carry_out(self, form, *, expected_version):
        return operations.move_task(
            partnership=self.partnership,
            key=self.object.key,
            to=form.cleaned_data["on"],
            reason=form.cleaned_data.get("reason", ""),
            by=self.request.user,
            at=timezone.now(),
            expected_version=expected_version,
        )


class MovePeriod(Move):
    """Moves a period, by the milestone that opens it."""

    model = Period

    def get_initial(self):
        return {"on": self.object.starts_on}


class Resize(PreviewedChange):
    """Gives a period another length."""

    model = Period
    form_class = LengthForm
    done = _("The dates are moved.")

    def get_title(self):
        return _("Change the length: {period}").format(period=self.object)

    def get_initial(self):
        return {"months": self.object.months, "days": self.object.days}

    def length_of(self, form):
        months, days = form.cleaned_data["months"], form.cleaned_data.get("days") or 0
        if not months and not days:
            raise Invalid({"months": _("Enter a length of at least a day")})
        return Length(months, days)

    def preview(self, form):
        return previewed_length(self.rows, self.object.key, self.length_of(form), today=timezone.localdate())

    def carry_out(self, form, *, expected_version):
        return operations.resize_period(
            period=self.object,
            length=self.length_of(form),
            reason=form.cleaned_data.get("reason", ""),
            by=self.request.user,
            at=timezone.now(),
            expected_version=expected_version,
        )


class ExplainShort(Planning, TransitionView):
    """Asks why a period is shorter than recommended."""

    model = Period
    template_name = "generic/form.html"
    form_class = ShortReasonForm
    done = _("The reason is recorded.")

    def load(self):
        super().load()
        if not is_short(self.object):
            raise Http404

    def get_title(self):
        return _("A short period: {period}").format(period=self.object)

    def get_initial(self):
        return {"reason": self.object.reason}

    def act(self, form):
        operations.explain_short_period(
            period=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class SetBaseline(Planning):
    """Agrees the plan as it stands as the new baseline."""

    form_class = BaselineForm
    title = _("Set a new baseline")
    intro = _(
        "Slip is counted from the agreed plan. Agree it anew only when the partners did: the old dates stay in the history."
    )
    submit_label = _("Agree this plan")
    done = _("The plan as it stands is now the agreed one.")

    def act(self, form):
        operations.set_baseline(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
