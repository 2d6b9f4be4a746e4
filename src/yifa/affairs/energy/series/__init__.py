"""The series of meters (读数序列): journal, Parquet, hours, months. No Django, no main database."""
