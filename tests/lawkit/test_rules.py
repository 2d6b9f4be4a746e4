"""Rule packs: what the installed ones hold, and that broken ones say so in Chinese."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from yifa.lawkit.packs.loader import ROOT, PackError
from yifa.lawkit.packs.schema_rules import check_region, check_rules
from yifa.lawkit.rules import UnknownRule, article_text, get_rule, load_rules, rule_versions

REPO = Path(__file__).resolve().parents[2]
BROKEN = REPO / "tests" / "broken" / "packs"
RULEBOOK = REPO.parent / "shared" / "reference" / "rulebook.yaml"
GOOD = BROKEN / "national" / "rules" / "aa_good.yaml"
FIXTURES = [path for path in sorted(BROKEN.rglob("rules/*.yaml")) if path != GOOD]


def test_the_installed_packs_have_no_problem():
    assert check_region() == []


def test_every_rule_of_the_rulebook_is_there():
    rules = load_rules()
    assert len(rules) == 292
    if not RULEBOOK.exists():
        pytest.skip(f"no shared rulebook at {RULEBOOK}")
    for item in yaml.safe_load(RULEBOOK.read_text(encoding="utf-8"))["rules"]:
        rule = rules[item["id"]]
        assert (rule.title, rule.term, rule.kind) == (item["title_zh"], item["term_zh"], item["kind"])
        assert (rule.verified, rule.confidence) == (item["verified"], item["confidence"])
        assert (rule.quantity or {}).get("value") == item["value"]
        assert rule.basis.law in item["basis"]["law"] or item["basis"]["law"].startswith(rule.basis.law)


def test_every_deadline_has_a_period_and_every_period_a_reason():
    for rule in load_rules().values():
        if rule.kind == "deadline":
            assert rule.parts, rule.id
        for part in rule.parts:
            assert part.roll_reason, rule.id
            assert rule.trigger, rule.id
            if part.unit == "workday" or part.unit == "date":
                assert part.roll == "none", rule.id
            if part.backward and part.unit != "workday":
                assert part.roll == "previous", rule.id


def test_a_value_from_memory_is_not_a_fact():
    for rule in load_rules().values():
        for key in ("doc_no", "effective"):
            if key in rule.unverified_fields:
                assert getattr(rule.basis, key) is None, rule.id
        assert "memory" not in f"{rule.basis.doc_no}{rule.basis.article}{rule.basis.effective}"


def test_an_unverified_or_advisory_rule_never_blocks():
    for rule in load_rules().values():
        assert not (rule.blocks and (not rule.verified or rule.force == "advisory"))
    assert get_rule("DEC-08").blocks and not get_rule("NOR-05").blocks


@pytest.mark.parametrize(
    ("rule_id", "force"),
    [("GID-02", "statutory"), ("REP-01", "party"), ("PET-05", "party"), ("NOR-06", "superior"), ("DOC-01", "advisory")],
)
def test_force_follows_the_kind_of_text(rule_id, force):
    assert get_rule(rule_id).force == force


def test_the_law_of_the_day_is_chosen():
    assert get_rule("GID-02", on=date(2019, 5, 14)).parts[0].value == 15
    assert get_rule("GID-02", on=date(2019, 5, 15)).parts[0].value == 20
    assert get_rule("CMP-05", on=date(2023, 12, 31)).parts[1].unit == "day"
    assert get_rule("CMP-05").parts[1].unit == "workday"
    assert get_rule("PET-05", on=date(2022, 4, 30)).basis.law == "信访条例"
    assert [rule.valid_to for rule in rule_versions("PET-05")] == [date(2022, 4, 30), None]


def test_an_unknown_rule_names_near_ones():
    with pytest.raises(UnknownRule, match="GID-"):
        get_rule("GID-99")


def test_articles_read_as_the_law_writes_them():
    assert article_text("203(2)") == "第二百零三条第二款"
    assert article_text("22-36") == "第二十二条至第三十六条"
    assert article_text("23(1)(四)、10") == "第二十三条第一款第（四）项、第十条"
    assert str(get_rule("NOR-05").basis).endswith("（条款待核实）")


def test_one_rule_is_read_without_the_other_files(monkeypatch):
    from yifa.lawkit import rules

    seen = []
    monkeypatch.setattr(rules, "_parsed", lambda path: seen.append(path.name) or rules.read_yaml(path))
    rules._one.cache_clear()
    rules.get_rule("GID-08")
    assert seen == ["disclosure.yaml"]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_broken_pack_is_found(path):
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    problems = check_rules([GOOD, path])
    assert any(expected in text for text in problems), problems
    assert check_rules([GOOD]) == []


@pytest.mark.parametrize("name", ["no_local_text", "national_text"])
def test_an_overlay_without_its_local_text_does_not_load(name, tmp_path):
    home = lay(tmp_path, BROKEN / "region" / "330000" / "rules" / f"{name}.yaml")
    with pytest.raises(PackError, match="地方"):
        get_rule("GID-02", "330106", root=home)
    assert get_rule("GID-02", "340000", root=home).parts[0].value == 20


def lay(root: Path, overlay: Path) -> Path:
    (root / "national" / "rules").mkdir(parents=True)
    (root / "region" / "330000" / "rules").mkdir(parents=True)
    shutil.copy(ROOT / "national" / "rules" / "disclosure.yaml", root / "national" / "rules")
    shutil.copy(overlay, root / "region" / "330000" / "rules")
    return root


def test_a_region_overrides_by_id_and_only_for_itself(tmp_path):
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "rules:\n- id: GID-02\n  valid_from: 2024-01-01\n"
        "  basis: {law: 某省政府信息公开规定, doc_no: 某政令〔2023〕9号, article: '12', effective: '2024-01-01'}\n"
        "  parts:\n    - {value: 15, unit: workday, direction: forward, roll: none, roll_reason: 按工作日}\n",
        encoding="utf-8",
    )
    home = lay(tmp_path / "packs", overlay)
    local = get_rule("GID-02", "330106", root=home)
    assert (local.parts[0].value, local.region, local.title) == (15, "330000", "依申请公开答复")
    assert not local.verified  # what nobody marked as read is not
    assert get_rule("GID-02", "330106", on=date(2023, 6, 1), root=home).parts[0].value == 20
    assert get_rule("GID-02", root=home).parts[0].value == 20
    assert load_rules("330106", root=home)["GID-02"].parts[0].value == 15
