"""Register of statute texts."""

from yifa.core.statutes.models import StatuteText
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource


@resource
class StatuteTextResource(Resource):
    """法规文本."""

    key, model, title, noun, order = "core_statutes.text", StatuteText, "法规文本", "法规文本", 12
    columns = ("title", "year", "kind", "issuer", "published", "effective", "articles")
    filters = ("kind", "effective")
    facts = (
        "title", "year", "kind", "region", "issuer", "doc_no", "published", "effective", "articles", "slug",
        "file_name", "digest",
    )  # fmt: skip
    search = ("title", "issuer", "doc_no")
    line, ordering = ("year", "kind"), ("title", "-year")
    untracked = ("body",)
    verbs = ("void",)
    write_roles = frozenset({"legal", "clerk"})
    register, dated = False, False
    empty = "还没有导入法规文本。点“导入法规文本”，上传下载的 docx、md 或 txt。"
