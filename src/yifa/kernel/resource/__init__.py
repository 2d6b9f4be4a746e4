"""Resource: one class per table; every surface is derived from it at run time."""

from yifa.kernel.resource.base import Column, Panel, Resource, View

__all__ = ["Column", "Panel", "Resource", "View"]
