"""The operator's commands as README, "Operations", has them."""

import re
import shlex

from tests.factories.scratch import ROOT

OPERATIONS = (ROOT / "README.md").read_text().partition("## Operations")[2].partition("\n## ")[0]
PSP = "docker compose run --rm web python manage.py"


def commands(heading=""):
    """List the lines of the code under a heading of the operations, or under all; "psp" is written out."""
    parts = re.split(r"^### ", OPERATIONS, flags=re.MULTILINE)[1:]
    text = "\n".join(part for part in parts if part.startswith(heading))
    lines = [
        line for block in re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL) for line in block.splitlines()
    ]
    plain = [re.sub(r"\s+# .*", "", line).replace("$(date +%F)", "2027-06-03") for line in lines]
    return [re.sub(r"^psp ", f"{PSP} ", line) for line in plain]


def words_of(line):
    """Split a line of a shell into its words, without what comes after a pipe."""
    return shlex.split(line.partition(" | ")[0].partition(" && ")[0])


def managed(line):
    """Return the words after "manage.py" of a line, none where it runs no management command."""
    words = words_of(line)
    return words[words.index("manage.py") + 1 :] if "manage.py" in words else []
