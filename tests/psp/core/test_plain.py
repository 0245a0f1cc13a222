import pytest
from hypothesis import given
from hypothesis import strategies as st

from psp.core.plain import WIDTH, plain_text

LONG = "Older people who live alone meet every week and talk about what the service should be like. " * 3


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>A report</h1><h2>One</h2><h3>Two</h3>", "A report\n========\n\nOne\n---\n\nTwo\n...\n"),
        ("<p>One\n  line</p><p>Two<br>lines</p>", "One line\n\nTwo\nlines\n"),
        ("<p>&lt;b&gt; &amp; £12&nbsp;500</p>", "<b> & £12 500\n"),
        ("<ul><li>One</li><li>Two<ul><li>Inside</li></ul></li></ul>", "- One\n- Two\n  - Inside\n"),
        ("<ol><li><a href='#a'>One</a></li><li>Two</li></ol>", "1. One\n2. Two\n"),
        ("<dl><div><dt>State</dt><dd>Design</dd></div><dt>Area</dt><dd></dd></dl>", "State: Design\nArea: –\n"),
        ("<p><a href='https://example.org/'>The council</a></p>", "The council (https://example.org/)\n"),
        ("<p><a href='https://example.org/'>https://example.org/</a></p>", "https://example.org/\n"),
        ("<head><title>No</title></head><style>no</style><script>no()</script><p>Yes</p>", "Yes\n"),
        ("<nav class='psp-bar psp-screen'><a href='/'>Back</a></nav><p hidden>No</p><p>Yes</p>", "Yes\n"),
        (
            "<figure><figcaption>Money</figcaption><div><svg><title>Money</title></svg></div></figure><p>Yes</p>",
            "Yes\n",
        ),
        ("<div>Words <strong>in</strong><p>Inside</p>after</div>", "Words in\n\nInside\n\nafter\n"),
        ("<p>Never closed<p>Next", "Never closed\n\nNext\n"),
    ],
)
def test_everything_is_said_as_text(html, text):
    assert plain_text(html) == text


def test_a_table_becomes_its_rows_with_the_heading_before_each_value():
    html = """<table><caption>Money</caption>
      <thead><tr><th scope="col">Source</th><th scope="col">For</th><th scope="col">Amount</th></tr></thead>
      <tbody><tr><th scope="row">Trust<br>Grant</th><td>Officer</td><td>£60,000</td></tr>
      <tr><th scope="row">Council</th><td></td><td>£5</td></tr></tbody>
      <tfoot><tr><th scope="row" colspan="2">In all</th><td>£60,005</td></tr></tfoot></table>"""
    assert plain_text(html) == (
        "Money\n\nTrust, Grant\n  For: Officer\n  Amount: £60,000\n\nCouncil\n  Amount: £5\n\nIn all\n  Amount: £60,005\n"
    )


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{LONG}</p>",
        f"<ul><li>{LONG}<ul><li>{LONG}</li></ul></li></ul>",
        f"<dl><dt>What</dt><dd>{LONG}</dd></dl>",
        f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><th>{LONG}</th><td>{LONG}</td></tr></tbody></table>",
        f"<h2>{LONG}</h2>",
    ],
)
def test_no_line_is_longer_than_72_columns_and_no_word_is_lost(html):
    text = plain_text(html)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert " ".join(text.split()).count("talk about what the service should be like.") == html.count(LONG) * 3


def test_a_word_longer_than_a_line_is_not_broken():
    address = f"https://example.org/{'a' * 80}"
    assert address in plain_text(f"<p>See {address} for more</p>").split("\n")


@given(st.text(alphabet="<>/abpdlitr =\"'&;!-\n", max_size=200))
def test_whatever_is_fed_to_it_comes_out_as_text(html):
    assert plain_text(html).endswith("\n")


@given(
    st.lists(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=20), min_size=1, max_size=60)
)
def test_every_word_of_a_paragraph_is_kept_in_order(words):
    assert plain_text(f"<p>{' '.join(words)}</p>").split() == words
