"""The demo of the parts of the energy module."""

import yifa.affairs.energy.designations.demo  # noqa: F401
