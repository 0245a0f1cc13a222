"""The hub in the Django admin. What has rules of its own is read here and changed on its own pages."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from partnerships import models
from psp.core.admin import EditAdmin, ReadAdmin, ReferenceAdmin, register
from psp.core.holds import messages_kept_from
from psp.core.records import text_today

TERM = {
    "list_display": ["name", "code"],
    "search_fields": ["name", "code"],
    "ordering": ["name"],
    "exchanged": ("code", "name"),
}


@admin.display(description=_("what changed"))
def what_changed(self, activity):
    rows = ((str(row), *(text_today(value) or "–" for value in row.shown)) for row in activity.changes)
    return format_html_join("", "<p>{}: {} → {}</p>", rows) or "–"


register(models.Service, ReferenceAdmin, **TERM)
register(models.ClientGroup, ReferenceAdmin, **TERM)
register(models.Area, ReferenceAdmin, **TERM)
register(
    models.GateCriterion,
    ReferenceAdmin,
    list_display=["title", "transition", "position", "fixed", "waivable", "is_active"],
    list_filter=["transition", "waivable", "is_active"],
    search_fields=["title", "code"],
    exchanged=("code", "transition", "title", "why", "waivable", "is_active", "position"),
    fixed=admin.display(lambda self, row: row.is_fixed, boolean=True, description=_("asked for by law or guidance")),
    # The words of what law or guidance asks for can be edited, whether it holds cannot.
    get_readonly_fields=lambda self, request, obj=None: [
        *("code", "transition", "fixed", *self.not_editable()),
        *(("waivable", "is_active") if obj and obj.is_fixed else ()),
    ],
    has_add_permission=lambda self, request: False,
    has_delete_permission=lambda self, request, obj=None: False,
)
register(
    models.User,
    EditAdmin,
    list_display=["name", "email", "role", "is_active", "last_login", "is_demo"],
    list_filter=["role", "is_active", "is_demo"],
    search_fields=["name", "email"],
    # An account is opened by invitation, its address changed by its owner, its role by another administrator on its own
    # page, and it is closed with its work handed over.
    readonly_fields=["email", "role", "is_active", "is_superuser", "last_login", "groups", "user_permissions"],
    hidden=("password", "calendar_hash"),
    has_add_permission=lambda self, request: False,
)


class SeenAdmin(ReadAdmin):
    """Records that are kept from some, administrators included: papers of a tender, who evaluates, what others are told."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


class OfSeenAdmin(ReadAdmin):
    """What belongs to such records: ``way`` is the path to them, ``of`` their model."""

    way = ""
    of = None

    def get_queryset(self, request):
        seen = self.of.objects.visible_to(request.user)
        return super().get_queryset(request).filter(**{f"{self.way}__in": seen})


class NoticeAdmin(ReadAdmin):
    def get_queryset(self, request):
        return super().get_queryset(request).open_to_administrator(request.user)


class ChainAdmin(ReadAdmin):
    """How long a history grows tells that something private was done: not to an administrator with a stake in a bidder."""

    def get_queryset(self, request):
        kept = [f"partnership:{pk}" for pk in messages_kept_from(request.user)]
        return super().get_queryset(request).exclude(pk__in=kept)


register(
    models.Invitation,
    SeenAdmin,
    list_display=["email", "role", "organisation", "partnership", "invited_by", "created_at", "accepted_at"],
    list_filter=["role"],
    search_fields=["email", "name"],
    hidden=("token_hash",),
)
register(
    models.Organisation,
    list_display=["name", "kind", "charity_number", "size_band", "closed_on"],
    list_filter=["kind", "legal_form", "size_band", "is_supported_business", "areas"],
    search_fields=["name", "known_as", "charity_number", "company_number"],
)
register(
    models.VehicleMember,
    list_display=["vehicle", "member", "joined_on", "left_on"],
    search_fields=["vehicle__name", "member__name"],
)
register(models.Department, list_display=["name", "organisation"], search_fields=["name", "organisation__name"])
register(
    models.Contact,
    list_display=["name", "organisation", "job_title", "email"],
    search_fields=["name", "organisation__name"],
)
register(
    models.Membership,
    list_display=["person", "organisation", "job_title"],
    search_fields=["person__name", "organisation__name"],
)
register(
    models.Proposal,
    list_display=["organisation", "subject", "act", "proposed_by", "proposed_at", "state"],
    list_filter=["state", "subject", "act"],
    search_fields=["organisation__name", "proposed_by__name", "why"],
    date_hierarchy="proposed_at",
)
register(
    models.IncomeYear,
    list_display=["organisation", "year_end", "total", "is_from_register"],
    list_filter=["is_from_register"],
    search_fields=["organisation__name"],
    date_hierarchy="year_end",
)
register(
    models.Partnership,
    list_display=["name", "state", "purchasing_council", "service", "area", "created_at"],
    list_filter=["state", "stop_reason", "is_demo", "area"],
    search_fields=["name", "need", "purchasing_council__name"],
)
register(
    models.Spell,
    list_display=["partnership", "state", "began_on", "ended_on"],
    list_filter=["state"],
    search_fields=["partnership__name"],
)
register(
    models.Waiver,
    list_display=["partnership", "code", "reason", "given_by", "given_at", "withdrawn_at"],
    list_filter=["code"],
    search_fields=["partnership__name", "reason"],
)
register(
    models.Member,
    list_display=["organisation", "partnership", "role", "may_bid", "joined_on", "left_on"],
    list_filter=["role", "may_bid"],
    search_fields=["organisation__name", "partnership__name"],
)


register(
    models.PersonRole,
    SeenAdmin,
    list_display=["person", "partnership", "role"],
    list_filter=["role"],
    search_fields=["person__name", "partnership__name"],
)
register(
    models.Activity,
    SeenAdmin,
    list_display=["at", "actor", "verb", "to_what", "partnership"],
    readonly_fields=["to_what", "what_changed"],
    to_what=admin.display(lambda self, row: row.label, description=_("to what")),
    # Entries of 1.0 can hold personal data that has ended: the columns above leave it out.
    hidden=("target_label", "mapped_changes"),
    what_changed=what_changed,
    list_filter=["verb"],
    search_fields=["partnership__name", "actor__name"],
    date_hierarchy="at",
)
register(
    models.ChangedField,
    OfSeenAdmin,
    way="activity",
    of=models.Activity,
    list_display=["activity", "record_label", "field", "shown_before", "shown_after"],
    readonly_fields=["shown_before", "shown_after"],
    hidden=("before", "after"),
    shown_before=admin.display(lambda self, row: row.shown[0], description=_("before"), empty_value="–"),
    shown_after=admin.display(lambda self, row: row.shown[1], description=_("after"), empty_value="–"),
    search_fields=["record_label", "field"],
)
register(models.Chain, ChainAdmin, list_display=["name", "length"], search_fields=["name"])
register(
    models.Document,
    SeenAdmin,
    list_display=["title", "kind", "partnership", "owner", "is_restricted"],
    list_filter=["kind"],
    search_fields=["title", "partnership__name"],
)
register(
    models.DocumentVersion,
    OfSeenAdmin,
    way="document",
    of=models.Document,
    list_display=["document", "number", "original_name", "size", "uploaded_by", "uploaded_at"],
    search_fields=["document__title", "original_name"],
    hidden=("file",),
)
register(
    models.Evidence,
    OfSeenAdmin,
    way="document",
    of=models.Document,
    list_display=["document", "version", "target_type", "target_id", "added_by", "added_at"],
    list_select_related=["version__document"],
    search_fields=["document__title"],
)
register(
    models.DesignText,
    list_display=["partnership", "kind", "number", "written_by", "written_at", "replaced_at"],
    list_filter=["kind"],
    search_fields=["partnership__name"],
)
register(
    models.Party, list_display=["text", "organisation", "agreed_on", "signatory"], search_fields=["organisation__name"]
)
register(
    models.Involvement,
    list_display=["title", "partnership", "held_on", "level", "number"],
    list_filter=["level"],
    search_fields=["title", "partnership__name"],
    date_hierarchy="held_on",
)
register(
    models.SuccessCriterion,
    list_display=["statement", "partnership", "target", "unit", "withdrawn_at"],
    search_fields=["statement", "partnership__name"],
)
register(
    models.CriteriaFreeze, list_display=["partnership", "frozen_at", "frozen_by"], search_fields=["partnership__name"]
)
register(
    models.CriterionResult,
    list_display=["criterion", "value", "measured_on", "recorded_by"],
    search_fields=["criterion__statement"],
)
register(
    models.FundingLine,
    list_display=["source_name", "partnership", "kind", "head", "status", "amount"],
    list_filter=["kind", "head", "status"],
    search_fields=["source_name", "partnership__name"],
)
register(
    models.FundingPlan,
    list_display=["partnership", "money_ends_on", "paid_until", "computed_at"],
    search_fields=["partnership__name"],
    date_hierarchy="money_ends_on",
)
register(
    models.FundingDip,
    list_display=["plan", "starts_on", "until", "amount"],
    search_fields=["plan__partnership__name"],
    date_hierarchy="starts_on",
)
register(
    models.Payment,
    list_display=["line", "direction", "on", "amount"],
    list_filter=["direction"],
    search_fields=["line__source_name", "line__partnership__name"],
    date_hierarchy="on",
)
register(
    models.Spending,
    list_display=["partnership", "head", "month", "amount"],
    list_filter=["head"],
    search_fields=["partnership__name"],
    date_hierarchy="month",
)
register(
    models.MonthlyCost,
    list_display=["what", "partnership", "head", "monthly", "first_month", "last_month"],
    list_filter=["head"],
    search_fields=["partnership__name"],
)
register(
    models.Commitment,
    list_display=["organisation", "partnership", "monthly", "starts_on", "until", "state"],
    list_filter=["state"],
    search_fields=["organisation__name", "partnership__name"],
)
register(
    models.Timeline,
    list_display=["partnership", "starts_on", "service_starts_on", "baseline_service_starts_on"],
    search_fields=["partnership__name"],
)
register(
    models.Period,
    list_display=["partnership", "key", "starts_on", "until", "began_on", "over_on"],
    list_filter=["key"],
    search_fields=["partnership__name"],
)
register(
    models.Milestone,
    list_display=["title", "partnership", "planned_on", "baseline_on", "done_on", "owner"],
    list_filter=["is_gate", "on_working_day"],
    search_fields=["title", "partnership__name"],
    date_hierarchy="planned_on",
)
register(
    models.Dependency,
    list_display=["predecessor", "successor", "lag_days"],
    search_fields=["predecessor__title", "successor__title"],
)
register(
    models.OutgoingMail,
    SeenAdmin,
    list_display=["queued_at", "kind", "address", "subject", "state", "attempts", "error"],
    list_filter=["state", "kind"],
    search_fields=["address", "subject"],
    hidden=("text", "html", "sealed"),
)
register(
    models.Notice,
    NoticeAdmin,
    list_display=["person", "kind", "title", "due_on", "lead", "read_at", "not_sent_because"],
    view_on_site=False,  # its page is the person's own
    list_filter=["kind", "email"],
    search_fields=["title", "person__name"],
)
register(
    models.Preference,
    list_display=["person", "kind", "email", "on_site"],
    list_filter=["kind"],
    search_fields=["person__name"],
)
register(models.SweepRun, list_display=["day", "started_at", "finished_at", "digests_at"])
register(
    models.RegisterImport,
    list_display=["original_name", "register", "state", "step", "total", "started_by", "started_at"],
    list_filter=["register", "state"],
    search_fields=["original_name"],
    hidden=("file",),
)
register(
    models.Amendment,
    list_display=["criterion", "reason", "amended_by", "amended_at"],
    search_fields=["criterion__statement", "reason"],
)
register(
    models.LearningPoint,
    list_display=["title", "partnership", "stage", "theme", "is_shared", "written_by", "withdrawn_at"],
    list_filter=["stage", "theme", "is_shared"],
    search_fields=["title", "learned", "partnership__name"],
)
register(
    models.ImportRow,
    list_display=["number", "register_import", "kind", "charity_number", "name", "problem"],
    list_filter=["kind"],
    search_fields=["charity_number", "name"],
)
register(
    models.Report,
    SeenAdmin,
    list_display=["subject_label", "kind", "format", "partnership", "state", "asked_by", "asked_at"],
    list_filter=["kind", "format", "state"],
    search_fields=["subject_label", "partnership__name", "sha256"],
    date_hierarchy="asked_at",
    hidden=("file", "key", "is_sealed"),
)
register(
    models.StoragePairing,
    list_display=["__str__", "paired_at", "turned_at"],
    hidden=("storage_id", "turn", "next_turn"),
)
register(
    models.SealKey,
    list_display=["fingerprint", "noted_at", "retired_at", "lost_at"],
)
register(
    models.StorageLook,
    list_display=["begun_at", "files", "missing", "unreferenced", "added", "stopped_because"],
    date_hierarchy="begun_at",
)
register(
    models.QuarantinedFile,
    list_display=["name", "size", "found_at", "delete_from", "kept_at", "deleted_at"],
    search_fields=["name"],
)
register(
    models.Verification,
    list_display=["asked_at", "asked_by", "state", "problem_count", "ended_at"],
    list_filter=["state"],
    date_hierarchy="asked_at",
)
register(
    models.RetentionHold,
    list_display=["what", "where", "placed_by", "placed_at", "ended_at"],
    list_filter=["rule"],
    search_fields=["reason", "partnership__name"],
    list_select_related=["partnership"],
)
register(
    models.RetentionRun,
    list_display=["rule", "at", "deleted", "held", "error"],
    list_filter=["rule"],
    date_hierarchy="at",
)
