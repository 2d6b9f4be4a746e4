"""Manifest of the organisation (组织)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """组织: units, persons, posts, terms."""

    name = "yifa.core.org"
    label = "core_org"
    verbose_name = "组织与岗位"
    wing = "core"
    order = 10

    def ready(self) -> None:
        """Register the scope port, then the declarations."""
        from yifa.core.org.scope import about, scope_for, started_on
        from yifa.kernel import relay, verbs
        from yifa.kernel.policy import set_scope_port

        set_scope_port(scope_for)
        verbs.started_on = started_on
        relay.about_port = about
        super().ready()
        from yifa.core.org import tree
        from yifa.core.org.acting import settle
        from yifa.kernel.action import AFTER

        AFTER += [settle, tree.keep]
