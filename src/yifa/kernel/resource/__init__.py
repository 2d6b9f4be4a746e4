"""Resource: one class per table; every surface is derived from it at run time."""

from yifa.kernel.resource.base import Column, Expected, Panel, Resource, View

__all__ = ["Column", "Expected", "Panel", "Resource", "View"]
