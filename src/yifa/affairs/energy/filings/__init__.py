"""Filings of the statutory survey (统计报表填报): filled, signed, audited, summed up."""
