"""Register of years."""

from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource
from yifa.suites.year_end.models import YearBook


@resource
class YearBookResource(Resource):
    """年度."""

    key, model, title, noun = "year_end.book", YearBook, "年度账", "年度"
    columns = ("year", "state", "closed_on", "approver", Column("count", "结转事项", lambda o: len(o.carried), True))
    facts = ("year", "state", "closed_on", "approver")
    title_field, line, ordering, search = "year", ("state",), ("-year",), ()
    verbs = ()
    register, dated, in_menu = False, False, False

    def title_of(self, obj: YearBook) -> str:
        """2026年度."""
        return str(obj)
