"""The catalogue: its size, its facts, and the status of a title on a day."""

import json
import re
from datetime import date

import pytest
import yaml

from yifa.lawkit.catalogue import Catalogue
from yifa.lawkit.near import edits
from yifa.lawkit.titles import key_of, version_mark


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def test_at_least_250_titles_with_unique_stored_slugs(catalogue):
    slugs = [statute.slug for statute in catalogue.statutes]
    assert len(slugs) >= 250
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+", slug) for slug in slugs)


def test_every_title_and_urn_leads_back_to_its_act(catalogue):
    for statute in catalogue.statutes:
        assert catalogue.find(statute.title).statute is statute
        for version in statute.versions:
            urn = statute.urn(version)
            if urn:
                match = catalogue.find(urn + "#1.2")
                assert (match.statute, match.version) == (statute, version), urn


def test_every_fact_names_its_source(catalogue):
    for statute in catalogue.statutes:
        assert "title" in statute.sources, statute.slug
        for version in statute.versions:
            for fact in ("published", "effective", "doc_no", "superseded", "successor"):
                assert getattr(version, fact) is None or fact in version.sources, (statute.slug, fact)


def test_every_law_of_the_rulebook_resolves_to_a_version(catalogue, reference):
    rules = yaml.safe_load(reference("reference/rulebook.yaml").read_text(encoding="utf-8"))["rules"]
    laws = {rule["basis"]["law"] for rule in rules}
    missing = [law for law in laws if not (match := catalogue.find(law)) or not match.urn]
    assert not missing


def test_rulebook_effective_dates_agree_where_the_version_is_the_same(catalogue, reference):
    rules = yaml.safe_load(reference("reference/rulebook.yaml").read_text(encoding="utf-8"))["rules"]
    for basis in (rule["basis"] for rule in rules):
        version = catalogue.find(basis["law"]).version
        stated = str(basis["effective"])[:10]
        if version.effective and re.fullmatch(r"[\d-]{10}", stated):
            assert str(version.effective) == stated, basis["law"]


def test_statute_files_agree_with_the_catalogue(catalogue, reference):
    folder = reference("laws")
    for path in folder.glob("*.md"):
        title, day = re.fullmatch(r"(.+)\((\d{4}-\d{2}-\d{2})\)", path.stem).groups()
        statute = catalogue.find(title).statute
        assert day in {str(version.published) for version in statute.versions}, path.stem


@pytest.mark.parametrize("name", ["hangzhou-2021", "tianjin-2023", "yichun-2023"])
def test_citations_of_the_annotated_reports(catalogue, reference, name):
    data = json.loads(reference(f"reference/annotations/{name}.json").read_text(encoding="utf-8"))
    for cited in data["citations"]:
        standing = catalogue.status(cited["title"], date(data["year"], 12, 31))
        assert standing.status in [cited["status"], *(cited.get("accept_status") or [])], (cited["title"], standing.why)
        if cited["suggestion"]:
            assert key_of(standing.suggestion) == key_of(cited["suggestion"])


@pytest.mark.parametrize(
    ("title", "day", "status", "suggestion"),
    [
        ("信访条例", date(2022, 4, 30), "in_force", None),
        ("信访条例", date(2022, 5, 1), "superseded", "信访工作条例"),
        ("档案法实施办法", date(2024, 3, 1), "superseded", "档案法实施条例"),
        ("法规规章备案条例", date(2024, 11, 1), "superseded", "法规规章备案审查条例"),
        ("楼堂馆所建设管理暂行条例", date(2018, 1, 1), "superseded", "机关团体建设楼堂馆所管理条例"),
        ("党政机关公务用车配备使用管理办法", date(2018, 1, 1), "superseded", "党政机关公务用车管理办法"),
        ("中华人民共和国合同法", date(2021, 1, 1), "superseded", "中华人民共和国民法典"),
        ("公平竞争审查条例", date(2024, 7, 31), "not_yet", None),
        ("法治宣传教育法", date(2025, 10, 31), "not_yet", None),
        ("中华人民共和国公职人员职务处分法", date(2023, 12, 31), "misnamed", "中华人民共和国公职人员政务处分法"),
        ("公共机构节约条例", date(2023, 12, 31), "misnamed", "公共机构节能条例"),
        ("江苏省信访条例", date(2023, 12, 31), "local", None),
        ("甲市机关事务管理局合同管理办法", date(2023, 12, 31), "local", None),
        ("DB33/T 2474-2022", date(2023, 12, 31), "local", None),
        ("社区矫正法", date(2023, 12, 31), "in_force", None),
        ("城市供热条例", date(2023, 12, 31), "unknown", None),
        ("2023年工作要点", date(2023, 12, 31), "not_law", None),
        ("行政复议法(2017修正)", date(2024, 6, 1), "superseded", None),
        ("行政复议法(2023修订)", date(2023, 12, 31), "not_yet", None),
        ("《 政府信息\n公开条例 》", date(2023, 12, 31), "in_force", None),
        ("国务院令第711号", date(2023, 12, 31), "in_force", None),
    ],
)
def test_status_on_a_day(catalogue, title, day, status, suggestion):
    standing = catalogue.status(title, day)
    assert (standing.status, standing.suggestion) == (status, suggestion), standing.why


def test_version_on_a_day(catalogue):
    assert catalogue.version_on("xingzhengfuyifa", date(2023, 12, 31)).year == 2017
    assert catalogue.version_on("xingzhengfuyifa", date(2024, 1, 1)).year == 2023
    assert catalogue.version_on("xinfangtiaoli", date(2022, 5, 1)) is None
    assert catalogue.version_on("meiyou", date(2024, 1, 1)) is None


def test_a_day_not_seen_is_said_to_be_presumed(catalogue):
    standing = catalogue.status("道路交通安全法", date(2023, 12, 31))
    assert standing.status == "in_force" and not standing.certain and "待核实" in standing.why


def test_the_urns_of_the_contract(catalogue):
    assert catalogue.find("民法典").urn == "cn/law/minfadian-2020"
    assert catalogue.find("信访工作条例").urn.startswith("cn/party/")
    assert catalogue.find("浙江省行政合法性审查工作规定").urn.startswith("cn/local/330000/")


def test_keys_and_marks():
    assert key_of("《中华人民共和国 消防法》") == key_of("消防法")
    assert key_of("纲要（2021－2025年）") == key_of("纲要(2021—2025年)")
    assert version_mark("行政复议法（2023修订）") == ("行政复议法", 2023)
    assert version_mark("标准化法") == ("标准化法", None)
    assert edits("政务", "职务", 2) == 1 and edits("甲乙丙", "丁戊己", 2) is None
