"""Quantities (数量) of a report: parse them, print them, and refuse what the records do not bear out.

Pure: no Django, no database, no today(). See ``model`` for Quantity and Style, ``claims`` for stored → printed,
``render`` for printing, ``parse`` for reading running text.
"""

from .alternatives import OMIT, alternatives
from .claims import claim, stored_to_printed
from .dates import printed_date, printed_date_range, printed_iso, printed_weekday, printed_year_range
from .excluded import Excluded, excluded
from .measures import Measure, measure, measures
from .model import QUALIFIERS, WORDS, ClaimError, Quantity, Style
from .named import parse_named
from .numerals import from_hanzi, to_arabic, to_hanzi, to_number
from .parse import Found, parse
from .render import printed

__all__ = [
    "OMIT",
    "QUALIFIERS",
    "WORDS",
    "ClaimError",
    "Excluded",
    "Found",
    "Measure",
    "Quantity",
    "Style",
    "alternatives",
    "claim",
    "excluded",
    "from_hanzi",
    "measure",
    "measures",
    "parse",
    "parse_named",
    "printed",
    "printed_date",
    "printed_date_range",
    "printed_iso",
    "printed_weekday",
    "printed_year_range",
    "stored_to_printed",
    "to_arabic",
    "to_hanzi",
    "to_number",
]
