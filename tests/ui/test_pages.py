"""Every page of the gallery: nothing inline, nothing fetched from outside, headings, labels, tables, escaping."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import render_to_string
from lxml import html

from yifa.kernel.ui import gallery, gallery_more

UI = Path(gallery.__file__).parent
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>"
NAMES = ["index", *gallery.PAGES]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: gallery.render(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_content_security(pages: dict[str, str], name: str) -> None:
    text = pages[name]
    doc = html.fromstring(text)
    assert not doc.xpath("//*[@style]"), "inline style"
    assert not doc.xpath("//style"), "style element"
    assert not doc.xpath("//script[not(@src)]"), "inline script"
    handlers = [a for e in doc.iter() for a in e.attrib if str(a).startswith("on")]
    assert not handlers, handlers
    addresses = [str(v) for v in doc.xpath("//@href | //@src | //@action | //@formaction")]
    assert not [a for a in addresses if re.match(r"(?i)(https?:|//|javascript:|data:)", a)]


@pytest.mark.parametrize("name", NAMES)
def test_structure(pages: dict[str, str], name: str) -> None:
    doc = html.fromstring(pages[name])
    assert doc.get("lang") == "zh-CN"
    assert len(doc.xpath("//h1")) == 1, "one h1"
    assert len(doc.xpath("//main[@id='main']")) == 1
    assert doc.xpath("//a[@class='y-skip' and @href='#main']")
    levels = [int(h.tag[1]) for h in doc.xpath("//main//h1 | //main//h2 | //main//h3 | //main//h4")]
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels
    ids = [str(i) for i in doc.xpath("//@id")]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    for ref in doc.xpath("//@aria-describedby | //@aria-labelledby"):
        assert all(part in ids for part in str(ref).split()), ref
    assert len(doc.xpath("//*[contains(concat(' ', @class, ' '), ' is-main ')]")) <= 2, "blue buttons"


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_name(pages: dict[str, str], name: str) -> None:
    doc = html.fromstring(pages[name])
    for e in doc.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        named = e.get("aria-label") or e.xpath("ancestor::label") or doc.xpath(f"//label[@for='{e.get('id')}']")
        assert named, html.tostring(e, encoding="unicode")[:200]
    for e in doc.xpath("//button | //summary | //a[@href]"):
        assert e.text_content().strip() or e.get("aria-label"), html.tostring(e, encoding="unicode")[:200]
    for svg in doc.xpath("//svg"):
        assert svg.get("aria-hidden") == "true" or svg.get("aria-label"), "svg without a name"
    for table in doc.xpath("//table"):
        assert table.xpath("./caption"), "table without caption"
        assert not table.xpath(".//th[not(@scope)]"), "th without scope"
    for form in doc.xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='csrfmiddlewaretoken']"), "post without token"


def test_words(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        words = html.fromstring(text).text_content()
        assert not re.search("[您！!]|请点击|抱歉", words), name


def test_hostile_values_are_escaped() -> None:
    page = gallery.list_page()
    page["head"]["title"] = page["table"]["rows"][0]["label"] = HOSTILE
    page["table"]["rows"][0]["cells"] = [
        HOSTILE,
        {"text": HOSTILE, "url": HOSTILE, "tags": [HOSTILE]},
        {"status": HOSTILE},
    ]
    page["table"]["rows"][0]["blocked"] = {"send": HOSTILE}
    page["filters"]["chips"][0]["value"] = page["shell"]["bureau"] = page["shell"]["q"] = HOSTILE
    out = render_to_string("yifa/list.html", page)
    assert "<script>alert" not in out and "<img src=x" not in out
    record = gallery.detail_page()
    record["events"]["entries"][0].update(title=HOSTILE, note=HOSTILE, tags=[HOSTILE])
    record["clocks"]["entries"][0].update(label=HOSTILE, note=HOSTILE, duty=HOSTILE, law={"text": HOSTILE, "url": "#"})
    record["clocks"]["entries"][0]["days"][0].update(label=HOSTILE, reason=HOSTILE, weekday=HOSTILE)
    out = render_to_string("yifa/detail.html", record)
    assert "<script>alert" not in out and "<img src=x" not in out
    report = gallery_more.report_page()
    report["paper"]["blocks"][2]["spans"] = [
        HOSTILE,
        {"text": HOSTILE, "kind": "fig"},
        {"text": HOSTILE, "kind": "mark"},
    ]
    out = render_to_string("yifa/report_editor.html", report)
    assert "<script>alert" not in out and "<img src=x" not in out


def test_error_summary_links_to_fields() -> None:
    doc = html.fromstring(render_to_string("yifa/form.html", gallery.form_page()))
    links = [str(h) for h in doc.xpath("//div[@id='y-errs']//a/@href")]
    assert links == ["#id_party", "#id_signed"]
    for link in links:
        field = doc.get_element_by_id(link[1:])
        assert field.get("aria-invalid") == "true"
        assert f"{link[1:]}_error" in field.get("aria-describedby", "")


def test_form_renderer_draws_our_fields() -> None:
    form = gallery.ContractForm()
    out = str(form)
    assert 'class="y-f is-line' in out and 'class="y-f is-choices' in out and "选填" in out
    assert 'type="date"' in str(gallery.prepare(gallery.ContractForm())["signed"])


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_no_context(code: str) -> None:
    doc = html.fromstring(engines["django"].get_template(f"{code}.html").render())
    assert f"代码 {code[:3]}" in doc.text_content()
    assert doc.xpath("//h1")


def test_every_part_starts_with_its_contract() -> None:
    for path in (UI / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if path.name != "login.html" or path.parent.name == "yifa":
            assert "{% comment %}" in text[:120], path


def test_size_of_files() -> None:
    for path in UI.rglob("*"):
        if path.suffix in {".py", ".css", ".js", ".html"}:
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, path


def test_styles_are_safe_for_chromium_86() -> None:
    new = r":has\(|:is\(|:where\(|color-mix\(|oklch\(|aspect-ratio|inset:|@layer|@container|\ddvh"
    for path in (UI / "static").rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        assert not re.search(new, text), (path.name, re.search(new, text))
        assert "@import" not in text and not re.search(r"url\(", text), path
        assert text.count("{") == text.count("}"), path


def test_every_class_used_is_styled_or_known(pages: dict[str, str]) -> None:
    css = "".join(p.read_text(encoding="utf-8") for p in (UI / "static").rglob("*.css"))
    js = (UI / "static/yifa/yifa.js").read_text(encoding="utf-8")
    used = {c for t in pages.values() for cl in html.fromstring(t).xpath("//@class") for c in str(cl).split()}
    hooks = {"s-links", "s-facts", "y-ticks", "y-form", "y-job"}
    unstyled = sorted(c for c in used if c.startswith(("y-", "s-")) and f".{c}" not in css + js and c not in hooks)
    assert not unstyled, unstyled
