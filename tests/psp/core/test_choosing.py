import pytest
from django.http import QueryDict

from partnerships.models import Organisation
from psp.core.choosing import SHOWN, SearchChoiceField
from psp.core.forms import PspForm
from tests.factories.organisations import OrganisationFactory


class ChooseForm(PspForm):
    organisation = SearchChoiceField(
        rows=lambda: Organisation.objects.filter(kind="council"),
        find=lambda rows, words: rows.filter(name__icontains=words).order_by("name"),
        describe=lambda row: f"Code {row.council_code}",
        label="Council",
    )


class MaybeForm(ChooseForm):
    organisation = SearchChoiceField(
        rows=Organisation.objects.all, find=lambda rows, words: rows.filter(name__icontains=words), required=False
    )


@pytest.fixture
def councils(db):
    OrganisationFactory(name="Kirkton Care", kind="third_sector")
    return [
        OrganisationFactory(name=name, kind="council", council_code=name[:3])
        for name in ("Castle", "Kirkhill", "Kirkton")
    ]


def form(base=ChooseForm, **data):
    sent = QueryDict(mutable=True)
    sent.update({f"organisation{key if key == '' else '_' + key}": value for key, value in data.items()})
    return base(sent)


def errors(bound):
    return bound.errors.get("organisation")


def test_the_match_chosen_is_taken(councils):
    bound = form(words="kirk", found_for="kirk", **{"": str(councils[2].pk)})
    assert (errors(bound), bound.cleaned_data["organisation"]) == (None, councils[2])


def test_the_only_match_needs_no_choosing(councils):
    bound = form(words=" castle ")
    assert (errors(bound), bound.cleaned_data["organisation"]) == (None, councils[0])


def test_of_several_matches_one_must_be_selected(councils):
    bound = form(words="kirk")
    assert errors(bound) == ["Select one of those found for “Council”"]
    assert bound.as_p().count('type="radio"') == 2


def test_words_typed_after_choosing_count_more_than_the_choice(councils):
    bound = form(words="castle", found_for="kirk", **{"": str(councils[2].pk)})
    assert (errors(bound), bound.cleaned_data["organisation"]) == (None, councils[0])


@pytest.mark.parametrize("chosen", ["abc", "-1", "9" * 40, "999999", "²"])
def test_a_choice_that_is_none_is_refused(councils, chosen):
    assert errors(form(words="", found_for="", **{"": chosen})) == [
        "Fill in “Council”: enter a name, press “Find” and select one"
    ]


def test_what_may_not_be_chosen_is_not_found(councils):
    assert errors(form(words="Kirkton Care")) == ["Nothing matches “Kirkton Care”. Enter another name or number"]
    other = Organisation.objects.get(name="Kirkton Care")
    assert errors(form(words="", found_for="", **{"": str(other.pk)})) == [
        "Fill in “Council”: enter a name, press “Find” and select one"
    ]


def test_nothing_typed_is_none_where_it_may_be(councils):
    bound = form(MaybeForm)
    assert (errors(bound), bound.cleaned_data["organisation"]) == (None, None)


def test_a_record_already_chosen_is_shown_first_and_selected(councils):
    shown = ChooseForm(initial={"organisation": councils[2]}).as_p()
    assert shown.count('type="radio"') == 1
    assert f'value="{councils[2].pk}" checked' in shown


def test_what_is_typed_is_shown_as_text(councils):
    assert "<script>" not in form(words="<script>alert(1)</script>").as_p()


def test_many_matches_are_cut_short_and_said_so(db):
    for number in range(SHOWN + 1):
        OrganisationFactory(name=f"Kirk {number}", kind="council")
    shown = form(words="kirk").as_p()
    assert (shown.count('type="radio"'), "There are more." in shown) == (SHOWN, True)
