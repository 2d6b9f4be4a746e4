"""Verbs of disclosure, by part."""

from yifa.governance.disclosure.actions import (
    catalogue,
    consulting,
    corrections,
    excessive,
    extension,
    replies,
    requests,
    yearly,
)

__all__ = ["catalogue", "consulting", "corrections", "excessive", "extension", "replies", "requests", "yearly"]
