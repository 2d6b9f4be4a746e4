"""For each 法定 gate of an Action: a record and input at which it holds.

Key: (action key, gate key). Value: function(house) → (record or None, data). A module that adds a 法定 gate adds its
case here; ``test_gates.py`` fails without one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CASES: dict[tuple[str, str], Callable[[Any], tuple[Any, dict[str, Any]]]] = {}
