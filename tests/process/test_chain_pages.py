"""A chain stands on a page of its own, and leaves as BPMN 2.0 that other tools read."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.suites.conftest import sign_in  # noqa: F401

from yifa.lawkit.bpmn import to_bpmn
from yifa.lawkit.chains import Chain, all_chains

NS = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL", "di": "http://www.omg.org/spec/BPMN/20100524/DI"}
CHAINS = [chain for versions in all_chains().values() for chain in versions]


@pytest.mark.parametrize("chain", CHAINS, ids=[c.id for c in CHAINS])
def test_every_stage_is_a_task_on_one_way_from_start_to_end(chain: Chain) -> None:
    process = ET.fromstring(to_bpmn(chain)).find("b:process", NS)
    assert process is not None and process.get("isExecutable") == "false"
    assert [t.get("name") for t in process.findall("b:userTask", NS)] == [s.title for s in chain.stages]
    flows = [(f.get("sourceRef"), f.get("targetRef")) for f in process.findall("b:sequenceFlow", NS)]
    nodes = {n.get("id") for n in process if n.get("id")} - {f.get("id") for f in process.findall("b:sequenceFlow", NS)}
    assert {end for flow in flows for end in flow} == nodes, "no node stands alone, no flow leads to nothing"
    reached, edge = {"start"}, {"start"}
    while edge:
        edge = {t for s, t in flows if s in edge} - reached
        reached |= edge
    assert reached == nodes


def test_an_optional_stage_can_be_passed_by_and_the_head_speaks_last() -> None:
    chain = next(c for c in CHAINS if c.id == "decision_review")
    process = ET.fromstring(to_bpmn(chain)).find("b:process", NS)
    assert process is not None
    flows = {(f.get("sourceRef"), f.get("targetRef")) for f in process.findall("b:sequenceFlow", NS)}
    assert ("if_party", "join_party") in flows
    meeting = process.find("b:userTask[@id='stage_meeting']/b:multiInstanceLoopCharacteristics", NS)
    assert meeting is not None and meeting.get("isSequential") == "true"


def test_every_shape_and_line_is_drawn() -> None:
    root = ET.fromstring(to_bpmn(CHAINS[0]))
    process = root.find("b:process", NS)
    assert process is not None
    drawn = {s.get("bpmnElement") for tag in ("BPMNShape", "BPMNEdge") for s in root.iter(f"{{{NS['di']}}}{tag}")}
    assert drawn == {n.get("id") for n in process}


def test_the_pages_lead_to_the_file(sign_in: Any) -> None:  # noqa: F811
    client = sign_in("legal", "ji")
    assert "合同合法性审查" in client.get("/chains/").content.decode()
    page = client.get("/chains/national/contract_review/1/").content.decode()
    assert "chain.bpmn" in page and "财务和采购会签" in page and "回避" in page
    answer = client.get("/chains/national/contract_review/1/chain.bpmn")
    assert answer["Content-Type"].startswith("application/xml") and "attachment" in answer["Content-Disposition"]
    assert ET.fromstring(answer.content).tag.endswith("definitions")
    assert client.get("/chains/national/contract_review/9/").status_code == 404
    assert sign_in("sysadmin", "ji").get("/chains/").status_code == 404
