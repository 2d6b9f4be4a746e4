"""Manifest of the rule-of-law plan (规划·计划·任务·领导小组)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """法治计划与任务: plans, tasks, leading groups, briefings, campaigns, model building, outlines."""

    name = "yifa.governance.rule_of_law_plan"
    label = "rule_of_law_plan"
    verbose_name = "法治计划与任务"
    wing = "governance"
    order = 10
