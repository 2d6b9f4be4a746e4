"""yifa pack-check: the installed packs are sound, and every planted mistake is found and named."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from yifa.lawkit.packs.loader import ROOT
from yifa.lawkit.packs.schema import check_packs
from yifa.site.cli import main

BROKEN = Path(__file__).resolve().parents[1] / "broken" / "packs"
SOUND = ("sources/statutes.yaml", "statutes/disclosure.yaml", "codes/units.yaml", "codes/roles.yaml")


@pytest.fixture
def small_pack(tmp_path):
    for name in SOUND:
        path = tmp_path / "national" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "national" / name, path)
    return tmp_path


def test_the_installed_packs_are_sound(capsys):
    assert main(["pack-check"]) == 0, capsys.readouterr().out


def test_the_small_pack_is_sound(small_pack):
    assert check_packs(None, small_pack) == ([], len(SOUND))


@pytest.mark.parametrize("name", sorted(path.stem for path in BROKEN.glob("*.yaml")))
def test_a_planted_mistake_is_found(name, small_pack, capsys):
    plan = yaml.safe_load((BROKEN / f"{name}.yaml").read_text(encoding="utf-8"))
    for relative, text in plan["files"].items():
        path = small_pack / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    region = ["--region", plan["region"]] if "region" in plan else []
    assert main(["pack-check", "--root", str(small_pack), *region]) == 1
    out = capsys.readouterr().out
    lines = [line for line in out.splitlines() if plan["expect"] in line]
    assert lines and lines[0].startswith(plan["names"]), out
    assert main(["pack-check", "--root", str(small_pack), "--json", *region]) == 1
    assert json.loads(capsys.readouterr().out)["problems"]


def test_too_long_a_file_is_named(small_pack):
    path = small_pack / "national" / "codes" / "long.yaml"
    path.write_text("lists: []\n" + "# x\n" * 600, encoding="utf-8")
    problems, _ = check_packs(None, small_pack)
    assert any("超过600行" in str(problem) for problem in problems)


@pytest.mark.parametrize("arguments", [["--root", "nowhere"], ["--region", "99"], ["--nosuch"]])
def test_unusable_input(arguments, capsys):
    assert main(["pack-check", *arguments]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
