"""Supervision (节能监督检查): inspections, orders to correct, opinions, 通报; yearly energy reports of institutions."""
