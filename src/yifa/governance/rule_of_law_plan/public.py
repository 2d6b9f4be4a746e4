"""What other modules may use of the plan."""

from yifa.governance.rule_of_law_plan.models import OutlineItem, Plan, Task

#: Models that other modules may hold a foreign key to.
LINKABLE = (Plan, Task, OutlineItem)

__all__ = ["LINKABLE", "OutlineItem", "Plan", "Task"]
