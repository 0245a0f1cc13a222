import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.organisations.engine.numbers import charity_number, company_number, postcode, website


@pytest.mark.parametrize(
    ("typed", "number"),
    [("SC012345", "SC012345"), ("sc 12345", "SC012345"), (" SC-012345 ", "SC012345"), ("sc1", "SC000001")],
)
def test_a_charity_number_gets_its_noughts_back(typed, number):
    assert charity_number(typed) == number


@pytest.mark.parametrize("typed", ["", "012345", "SC1234567", "1138495", "SC", "SC000000", "SC01234٥", "NIC100084"])
def test_what_is_no_scottish_charity_number_is_refused(typed):
    with pytest.raises(ValueError, match="Enter a Scottish charity number such as SC012345"):
        charity_number(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("01234567", "01234567"),
        ("1234567", "01234567"),
        ("123", "00000123"),
        ("SC123456", "SC123456"),
        ("sc 1234", "SC001234"),
        ("SO301234", "SO301234"),
        ("SP1234RS", "SP1234RS"),
    ],
)
def test_a_company_number_gets_its_leading_noughts_back(typed, number):
    assert company_number(typed) == number


@pytest.mark.parametrize("typed", ["", "123456789", "SC12345678", "0", "00000000", "ABC", "S12345", "SC-"])
def test_what_is_no_company_number_is_refused(typed):
    with pytest.raises(ValueError, match="Enter a company number of 8 characters"):
        company_number(typed)


@pytest.mark.parametrize(
    ("typed", "code"), [("pa11aa", "PA1 1AA"), ("EH1 1YZ", "EH1 1YZ"), ("g1  1xq", "G1 1XQ"), ("EC1A1BB", "EC1A 1BB")]
)
def test_a_postcode_is_written_in_one_way(typed, code):
    assert postcode(typed) == code


@pytest.mark.parametrize("typed", ["", "PA1", "Paisley", "PA1 1A", "1PA 1AA"])
def test_what_is_no_postcode_is_refused(typed):
    with pytest.raises(ValueError, match="Enter a full postcode such as PA1 1AA"):
        postcode(typed)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("www.example.org", "https://www.example.org"),
        ("http://example.org/a?b=c", "http://example.org/a?b=c"),
        (" HTTPS://Example.org ", "HTTPS://Example.org"),
    ],
)
def test_the_address_of_a_website_gets_its_scheme(typed, address):
    assert website(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "example",
        "https://",
        "https://a b.org",
        "https://user@example.org",
        'https://example.org/"onclick',
        "https://[::1",
        "https://example.org/" + "a" * 200,
        "data:text/html,x",
    ],
)
def test_an_address_that_is_not_of_a_website_is_refused(typed):
    with pytest.raises(ValueError, match=r"Enter a web address like https://example\.org"):
        website(typed)


def form_of(read, typed):
    """The one form of what was typed, or the sentence that refuses it."""
    try:
        return read(typed), ""
    except ValueError as problem:
        return "", str(problem)


@given(st.text(max_size=40))
@pytest.mark.parametrize("read", [charity_number, company_number, postcode, website])
def test_whatever_is_typed_gives_one_form_or_a_sentence(read, typed):
    form, refusal = form_of(read, typed)
    assert refusal.startswith("Enter a ") if refusal else read(form) == form
