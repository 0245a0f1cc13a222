"""The forms of a page as a browser reads them, to be filled in and sent by a test."""

from html.parser import HTMLParser

NOT_TYPED = {"hidden", "submit", "button", "file", "password"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._form, self._field = [], None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._form = {"method": attrs.get("method", "get"), "action": attrs.get("action", ""), "fields": []}
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._form["fields"].append({"type": "text", "value": "", "name": ""} | attrs)
        elif tag in {"textarea", "select"}:
            self._field = {"type": tag, "value": "", "options": []} | attrs
            self._form["fields"].append(self._field)
        elif tag == "option" and self._field is not None:
            self._field["options"].append(attrs.get("value", ""))
            if "selected" in attrs:
                self._field["value"] = attrs.get("value", "")
        elif tag == "button" and attrs.get("name"):
            self._form["fields"].append({"type": "submit", "value": ""} | attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag in {"textarea", "select"}:
            self._field = None

    def handle_data(self, data):
        if self._field is not None and self._field["type"] == "textarea":
            self._field["value"] += data


def forms_of(response, *, to=None):
    """Return the forms of a page that are sent by POST, but for the masthead's; ``to`` narrows them to one address."""
    reader = _Reader()
    reader.feed(response.content.decode())
    sent = [form for form in reader.forms if form["method"] == "post" and not form["action"].endswith("/logout/")]
    return [form for form in sent if to is None or form["action"] in {"", to}]


def values_of(form):
    """Return what a browser would send of a form nobody touched, by name."""
    values = {}
    for field in form["fields"]:
        name, kind = field.get("name"), field["type"]
        if not name or kind in {"submit", "button", "file"}:
            continue
        if kind in {"radio", "checkbox"} and "checked" not in field:
            continue
        # The first line end of a text area belongs to its tag.
        value = field["value"].removeprefix("\n") if kind == "textarea" else field["value"]
        values.setdefault(name, []).append(value or "")
    return values


def filled_in(form, words="Typed by hand"):
    """Return what is sent when each of a form's fields has been filled in: texts with words of their own, one of each choice."""
    values = values_of(form)
    for number, field in enumerate(form["fields"]):
        name, kind = field.get("name"), field["type"]
        if not name or kind in NOT_TYPED:
            continue
        if kind == "select":
            values[name] = [next((option for option in reversed(field["options"]) if option), "")]
        elif kind in {"radio", "checkbox"}:
            values[name] = [field["value"]]
        else:
            values[name] = [f"{words} {number}"]
    return values
