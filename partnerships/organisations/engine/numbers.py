"""Numbers, postcodes and addresses of websites as people type them and as registers write them, brought to one form."""

import re
from urllib.parse import urlsplit

LONGEST_ADDRESS = 200


def charity_number(text: str) -> str:
    """Bring a Scottish charity number to the form ``SC012345``: "sc 12345" has lost its noughts.

    Raises ValueError whose text says how to mend it.
    """
    found = re.fullmatch(r"SC(\d{1,6})", _without_signs(text), flags=re.ASCII)
    if not found or not int(found[1]):
        raise ValueError("Enter a Scottish charity number such as SC012345")
    return f"SC{int(found[1]):06}"


def company_number(text: str) -> str:
    """Bring a company number to its 8 characters: "123456" is ``00123456``, "SC1234" is ``SC001234``.

    Spreadsheets take leading noughts away. Raises ValueError whose text says how to mend it.
    """
    typed = _without_signs(text)
    found = re.fullmatch(r"([A-Z]{0,2})(\d{1,8})", typed, flags=re.ASCII)
    if found and int(found[2]) and len(found[1]) != 1:
        letters, digits = found.groups()
        typed = letters + digits.lstrip("0").zfill(8 - len(letters))
    if not re.fullmatch(r"[A-Z0-9]{8}", typed, flags=re.ASCII) or not re.search(r"[1-9]", typed):
        raise ValueError("Enter a company number of 8 characters such as SC123456 or 01234567")
    return typed


def postcode(text: str) -> str:
    """Bring a UK postcode to capitals with one space: ``PA1 1AA``. Raises ValueError whose text says how to mend it."""
    found = re.fullmatch(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.sub(r"\s", "", text).upper(), flags=re.ASCII)
    if not found:
        raise ValueError("Enter a full postcode such as PA1 1AA")
    return f"{found[1]} {found[2]}"


def website(text: str) -> str:
    """Bring the address of a website to ``https://example.org``, with the scheme people leave out.

    Raises ValueError whose text says how to mend it.
    """
    typed = text.strip()
    typed = typed if re.match(r"[a-z]+://", typed, flags=re.IGNORECASE) else f"https://{typed}"
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    is_address = parts.scheme in {"http", "https"} and re.fullmatch(r"([\w-]+\.)+[a-z]{2,}", host, flags=re.IGNORECASE)
    if not is_address or re.search(r"[\s<>\"']", typed) or "@" in parts.netloc or len(typed) > LONGEST_ADDRESS:
        raise ValueError("Enter a web address like https://example.org")
    return typed


def _without_signs(text: str) -> str:
    return re.sub(r"[\s./-]", "", text).upper()
