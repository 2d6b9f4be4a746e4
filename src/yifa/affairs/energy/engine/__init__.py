"""The reckoning of energy (能耗核算): plain functions over given data; no Django, no database, no network."""
