import pytest
from django.core.management import CommandError, call_command

from partnerships.models import Organisation, RegisterImport
from partnerships.taxonomies.operations import load_areas
from tests.factories.register import a_file, a_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(tmp_path):
    def write(*rows, content=None):
        path = tmp_path / "register.csv"
        path.write_bytes(content if content is not None else a_file(*rows).getvalue())
        return str(path)

    load_areas()
    return write


def test_without_apply_it_shows_and_changes_nothing(register, capsys):
    call_command("import_register", "oscr", register(a_row(), a_row("x")))
    said = capsys.readouterr().out
    assert "New: 1\n" in said
    assert "Left out: 1\n" in said
    assert "  row 3: Charity Number: “x” is not a Scottish charity number\n" in said
    assert "Nothing is changed." in said
    assert Organisation.objects.count() == 0


def test_with_apply_it_imports_and_the_same_file_again_changes_nothing(register, capsys):
    call_command("import_register", "oscr", register(), apply=True)
    assert "Applied as import" in capsys.readouterr().out
    call_command("import_register", "oscr", register(), apply=True)
    said = capsys.readouterr().out
    assert "Unchanged: 1\n" in said
    assert "there is nothing to apply" in said
    assert Organisation.objects.get().version == 1


def test_those_gone_are_closed_when_asked(register):
    call_command("import_register", "oscr", register(a_row(), a_row("SC1")), apply=True)
    call_command("import_register", "oscr", register(a_row()), apply=True, close_gone=True)
    assert Organisation.objects.current().get().charity_number == "SC999999"


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "The file is empty"), (b"a,b\n1,2\n", "The first row has none of the headings")]
)
def test_a_wrong_file_ends_with_what_is_wrong(register, content, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_register", "oscr", register(content=content), apply=True)
    assert not RegisterImport.objects.exists()


def test_a_file_that_is_not_there_ends_in_words():
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_register", "oscr", "/nowhere/at/all.csv")


def test_a_file_that_fails_further_down_ends_with_the_reason(register):
    content = a_file().getvalue() + b'"SC000009,' + b"x" * 200_000
    with pytest.raises(CommandError, match="a quotation mark is never closed"):
        call_command("import_register", "oscr", register(content=content), apply=True)
