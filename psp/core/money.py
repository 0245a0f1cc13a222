"""Pounds: rounded once at the edge, half-up, and said the way people write them."""

import re
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
MINUS = "\N{MINUS SIGN}"
MOST = Decimal("999999999999.99")


def rounded(number: Decimal, places: int) -> Decimal:
    """Round half-up, away from nought, to ``places`` decimals."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def pounds(amount: Decimal) -> Decimal:
    """Round an amount to pennies, half-up. Call it once, where a figure leaves the computation."""
    return rounded(amount, 2)


def in_words(amount: Decimal) -> str:
    """Say an amount as "£12,500", "£12,500.50" or "−£1,306.25": pennies only where there are any."""
    amount = pounds(amount)
    whole = amount == amount.to_integral_value()
    return f"{_sign(amount)}£{abs(amount):,.{0 if whole else 2}f}"


def short(amount: Decimal) -> str:
    """Say an amount for a chart or a tag: "£950", "£12.5k", "£150k", "£1.2m", one decimal at most."""
    size, unit = abs(rounded(amount, 0)), ""
    if size >= 999_950:  # £999.95k would round to £1000k
        size, unit = rounded(size / 1_000_000, 1), "m"
    elif size >= 1_000:
        size, unit = rounded(size / 1_000, 1), "k"
    return f"{_sign(amount) if size else ''}£{_trimmed(size)}{unit}"


def percent(share: Decimal) -> str:
    """Say a percentage, given in hundredths (12.5 is 12.5%), with one decimal at most."""
    size = rounded(share, 1)
    return f"{_sign(size)}{_trimmed(abs(size))}%"


def parse_pounds(text: str) -> Decimal:
    """Read an amount a person typed: "£12,500", "12500.5", " 1 250 ", "−£3".

    Raises ValueError whose text says how to mend it.
    """
    typed = re.sub(r"[\s£]", "", text)
    if not typed:
        raise ValueError("Enter an amount in pounds, like 12,500 or 12500.50")
    negative = typed[0] in f"-{MINUS}"
    digits = typed[1:] if negative else typed
    if not re.fullmatch(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", digits, flags=re.ASCII):
        raise ValueError("Enter the amount with digits only, like 12,500 or 12500.50")
    amount = Decimal(digits.replace(",", ""))
    if amount > MOST:
        raise ValueError(f"Enter an amount of {in_words(MOST)} or less")
    if amount != pounds(amount):
        raise ValueError("Enter the amount in pounds and pennies, with two decimals at most")
    return pounds(-amount if negative else amount)


def _sign(number: Decimal) -> str:
    return MINUS if number < 0 else ""


def _trimmed(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return f"{number:,.{0 if whole else 1}f}"
