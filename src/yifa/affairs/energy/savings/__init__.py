"""Measures that save energy, weather, and what was saved (节能量)."""
