"""``yifa law``: what a citation means and is worth on a day; ``show`` needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from yifa.lawkit import library
from yifa.lawkit.catalogue import KIND_TEXT, UNSEEN, Standing, Statute, Version
from yifa.lawkit.citation import Citation, CitationError, Label, format_citation, parse, urn
from yifa.lawkit.packs.loader import PackError
from yifa.site import env
from yifa.site.cli import InputError, why_not
from yifa.site.commands import _form, _law_import

HELP = "查法规条文"

NO_TEXT = "条文文本不在库内；用 yifa law import 导入下载的法规文件"


# -- show -----------------------------------------------------------------------------------------


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("citation", metavar="引文", help="如 《政府信息公开条例》第三十三条第二款，或 URN")
    parser.add_argument("--on", metavar="日期", help="按哪一天判断（默认今天），如 2021-12-31")
    parser.add_argument("--region", metavar="代码", help="六位地区代码，叠加地方目录")
    _form.arguments(parser)


def _show(args: argparse.Namespace) -> int:
    _form.settle(args)
    day = _day(args.on)
    use_texts()
    try:
        citation = parse(args.citation)
        catalogue = library.catalogue(args.region or None)
    except (CitationError, PackError) as error:
        raise InputError(str(error)) from error
    standing = catalogue.status(citation.title, day)
    found = _found(citation, standing)
    if args.format == "json":
        text = json.dumps(_as_data(citation, standing, found), ensure_ascii=False, indent=1)
    else:
        text = "\n".join(_lines(citation, standing, found))
    write(text, args.out)
    missing = any(not one.exists for one in found or ())
    return 0 if standing.statute and standing.status != "misnamed" and not missing else 1


def use_texts() -> None:
    """Ask the texts of this instance, without a database."""
    library.use(library.FileLibrary(lambda: env.home() / library.FOLDER))


def _found(citation: Citation, standing: Standing) -> list[library.Found] | None:
    """The cited places in the text of the version in force that day; None where that text is not in the library."""
    if standing.statute is None or standing.status == "misnamed" or standing.version is None:
        return None
    text = library.current().text(standing.statute.slug, standing.version.year) if standing.version.year else None
    return library.check_places(text, citation.places) if text else None


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"日期“{text}”有误，应写成 2021-12-31") from error


def write(text: str, out: str) -> None:
    """Print, or write to a file."""
    if out == "-":
        print(text)
        return
    try:
        with open(out, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        raise InputError(f"写不了文件 {out}：{why_not(error)}") from error


def _title(citation: Citation, standing: Standing) -> str:
    """The title to print: a citation by URN or doc number is shown under the act's own title."""
    if standing.statute and standing.status != "misnamed":
        return standing.statute.full or standing.statute.title
    return citation.title


def _urns(citation: Citation, standing: Standing) -> list[str]:
    return urn(standing.urn, citation.places) if standing.urn and standing.status != "misnamed" else []


def _as_data(citation: Citation, standing: Standing, found: list[library.Found] | None) -> dict[str, Any]:
    statute = standing.statute if standing.status != "misnamed" else None
    return {
        "citation": format_citation(_title(citation, standing), citation.places),
        "title": statute.title if statute else citation.title,
        "full": statute.full if statute else None,
        "kind": statute.kind if statute else None,
        "region": statute.region if statute else None,
        "issuer": statute.issuer if statute else None,
        "article": citation.article,
        "urn": next(iter(_urns(citation, standing)), None),
        "urns": _urns(citation, standing),
        "on": standing.on.isoformat(),
        "status": standing.status,
        "status_text": standing.text,
        "certain": standing.certain,
        "why": standing.why,
        "suggestion": standing.suggestion,
        "version": _version_data(standing.version),
        "versions": [_version_data(version) for version in statute.versions] if statute else [],
        "fields": list(statute.fields) if statute else [],
        "note": statute.note if statute else None,
        "sources": dict(statute.sources) if statute else {},
        "text": "\n".join(one.wording for one in found if one.exists) or None if found else None,
        "text_note": NO_TEXT if found is None else "；".join(one.why for one in found if not one.exists) or None,
        "articles": [
            {"article": one.place.fragment, "exists": one.exists, "text": one.wording or None, "why": one.why or None}
            for one in found or ()
        ],
    }


def _version_data(version: Version | None) -> dict[str, Any] | None:
    if version is None:
        return None
    dates = {name: getattr(version, name) for name in ("published", "effective", "superseded")}
    return {
        "year": version.year,
        "doc_no": version.doc_no,
        **{name: str(value) if value else None for name, value in dates.items()},
        "successor": version.successor,
        "note": version.note,
        "unverified": list(version.unverified),
        "sources": dict(version.sources),
    }


def _lines(citation: Citation, standing: Standing, found: list[library.Found] | None) -> list[str]:
    lines = [format_citation(_title(citation, standing), citation.places)]
    lines.append(f"状态　　{standing.on}：{standing.text}（{standing.why}）")
    statute = standing.statute if standing.status != "misnamed" else None
    if statute is None:
        lines.append("出处　　目录中没有这个标题，以上只按标题判断")
        return lines
    lines.append(f"种类　　{KIND_TEXT[statute.kind]}")
    lines.append(f"制定　　{_seen(statute.issuer, 'issuer' in statute.unverified)}")
    if standing.version:
        lines += _version_lines(standing.version)
    for reference in _urns(citation, standing):
        lines.append(f"URN 　　{reference}")
    if any(isinstance(place, Label) for place in citation.places):
        lines.append("条款　　所引不是条款号，URN 只到文件")
    if len(statute.versions) > 1:
        years = "、".join(f"{version.year or UNSEEN}" for version in statute.versions)
        lines.append(f"各版本　{years}（库内所知）")
    lines += [f"说明　　{note}" for note in (statute.note, standing.version.note if standing.version else None) if note]
    lines.append(f"来源　　{_sources(statute, standing.version)}")
    if found is None:
        lines.append(f"条文　　{NO_TEXT}")
    elif not found:
        lines.append("条文　　在库内；引文写明条款时显示")
    for one in found or ():
        text = one.wording if one.exists else one.why
        lines += [f"{'条文　　' if not n else '　　　　'}{line}" for n, line in enumerate(text.split("\n"))]
    return lines


def _version_lines(version: Version) -> list[str]:
    doubt = version.unverified
    lines = [
        "版本　　" + (f"{version.year}年文本" if version.year else UNSEEN),
        f"文号　　{_seen(version.doc_no, 'doc_no' in doubt)}",
        f"公布　　{_seen(version.published, 'published' in doubt)}",
        f"施行　　{_seen(version.effective, 'effective' in doubt)}",
    ]
    if version.superseded:
        lines.append(f"失效　　{_seen(version.superseded, 'superseded' in doubt)}")
    return lines


def _seen(value: Any, doubtful: bool) -> str:
    if value is None:
        return UNSEEN
    return f"{value}（{UNSEEN}）" if doubtful else str(value)


def _sources(statute: Statute, version: Version | None) -> str:
    used = [*statute.sources.values(), *(version.sources.values() if version else ())]
    return "、".join(source_texts().get(key, key) for key in dict.fromkeys(used))


def source_texts() -> dict[str, str]:
    """Return the Chinese wording of each source key of the catalogue."""
    from yifa.lawkit.packs.loader import load_kind

    return {row["id"]: row["text"] for _, data in load_kind("sources") for row in data["sources"]}


# -- affected, import -----------------------------------------------------------------------------


def _affected_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("citation", metavar="引文", help="如 《政府信息公开条例》第三十三条，或 URN")
    parser.add_argument("--bureau", metavar="代号", help="只看这一家机关的记录和期限（默认全部）")
    parser.add_argument("--on", metavar="日期", help="按哪一天判断（默认今天）")
    _form.arguments(parser)


def _affected(args: argparse.Namespace) -> int:
    """Print what rests on an act or article; 1 where the catalogue has no such title."""
    _form.settle(args)
    day = _day(args.on)
    try:
        citation = parse(args.citation)
    except CitationError as error:
        raise InputError(str(error)) from error
    from yifa.site import boot

    boot.setup()
    if boot.pending_migrations():
        raise InputError("数据库还没有建好或版本较旧。先运行 yifa demo、yifa init 或 yifa upgrade。")
    standing = library.catalogue().status(citation.title, day)
    if standing.statute is None or standing.status == "misnamed":
        hint = f"，是不是《{standing.suggestion}》？" if standing.suggestion else "。"
        print(f"目录中没有《{citation.title}》{hint}", file=sys.stderr)
        return 1
    uses = _uses_by_bureau(standing.statute.slug, citation.article or "", args.bureau)
    if args.format == "json":
        data = {"citation": str(citation), "title": standing.statute.title, "article": citation.article,
                "slug": standing.statute.slug, "status": standing.status, "uses": uses}  # fmt: skip
        text = json.dumps(data, ensure_ascii=False, indent=1)
    else:
        lines = [f"{_title(citation, standing)}　{standing.text}，系统中有 {len(uses)} 处以它为依据"]
        for use in uses:
            lines.append("　".join(t for t in (use["kind"], use["title"], use["rule"], use["bureau"]) if t))
        text = "\n".join(lines)
    write(text, args.out)
    return 0


def _uses_by_bureau(slug: str, article: str, code: str | None) -> list[dict[str, str]]:
    """Return the uses of the house once, then the clocks and records of each bureau under its name."""
    from yifa.core.org.models import Unit
    from yifa.core.statutes import index
    from yifa.kernel.policy import Scope

    bureaus = Unit.objects.filter(bureau__isnull=True).order_by("sort", "id")
    if code:
        bureaus = bureaus.filter(code=code)
        if not bureaus:
            raise InputError(f"没有代号为“{code}”的机关。")
    common = index.uses_of(slug, None, article)
    out = [{"kind": u.kind, "title": u.title, "rule": u.rule, "url": u.url, "bureau": ""} for u in common]
    for bureau in bureaus:
        scope = Scope(user_id=None, bureau_id=bureau.pk, roles=frozenset({"legal"}), unit_ids=None, name="命令行")
        for u in index.uses_of(slug, scope, article):
            if u not in common:
                out.append({"kind": u.kind, "title": u.title, "rule": u.rule, "url": u.url, "bureau": str(bureau)})
    return out


# -- the command ----------------------------------------------------------------------------------

#: name -> (help, arguments, run). A new sub-command is one more row.
COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]] = {
    "show": ("法规在某一天的版本和状态", _show_arguments, _show),
    "affected": ("系统里以它为依据的规则、台账、期限和记录（需要数据库）", _affected_arguments, _affected),
    "import": ("把下载的法规文件导入文本库（需要数据库）", _law_import.arguments, _law_import.run),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    commands = parser.add_subparsers(dest="command", metavar="|".join(COMMANDS))
    for name, (text, declare, _run) in COMMANDS.items():
        declare(commands.add_parser(name, help=text, description=text))


def run(args: argparse.Namespace) -> int:
    """Run the sub-command; 0 found, 1 the catalogue has no such title, 2 (InputError) unusable input."""
    if args.command is None:
        raise InputError("请写明 yifa law show 引文，如：yifa law show 《政府信息公开条例》第三十三条")
    return COMMANDS[args.command][2](args)
