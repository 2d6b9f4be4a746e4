"""How many rows a year of readings has, for plans of storage and for the generator."""

DAYS = 365


def rows_per_year(meters: int, per_day: int, days: int = DAYS) -> int:
    """Return the readings of so many meters."""
    return meters * per_day * days
