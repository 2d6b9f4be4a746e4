"""Demo of the example: none; the contract tests make their own record through 登记."""

from typing import Any

from yifa.kernel.registry import demo


@demo("kernel_example")
def load(house: Any) -> None:
    """Load nothing."""
