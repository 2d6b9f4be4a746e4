"""An approval chain as BPMN 2.0 XML (审批链导出): for reading in other tools, never for running.

A stage is a user task; several signatures make it multi-instance, one after the other where the head speaks last. One
that not every matter passes stands behind a gateway with its condition. Shapes are laid out from left to right.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from yifa.lawkit.chains import MODES, Chain, Stage

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DD = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SIZE = {"startEvent": (36, 36), "endEvent": (36, 36), "exclusiveGateway": (50, 50), "userTask": (120, 80)}
_GAP, _MIDDLE = 60, 140


class _Drawing:
    """The process element, its nodes in order, and the flows between them."""

    def __init__(self, process: ET.Element) -> None:
        self.process = process
        self.nodes: list[tuple[str, str]] = []
        self.flows: list[tuple[str, str, str, str]] = []

    def node(self, kind: str, id: str, name: str = "") -> ET.Element:
        """Add one node."""
        self.nodes.append((kind, id))
        return ET.SubElement(self.process, f"{{{_BPMN}}}{kind}", {"id": id, **({"name": name} if name else {})})

    def flow(self, source: str, target: str, name: str = "", when: str = "") -> None:
        """Add one flow."""
        self.flows.append((f"flow_{len(self.flows) + 1}", source, target, name))
        id = self.flows[-1][0]
        made = ET.SubElement(
            self.process, f"{{{_BPMN}}}sequenceFlow",
            {"id": id, "sourceRef": source, "targetRef": target, **({"name": name} if name else {})},
        )  # fmt: skip
        if when:
            said = ET.SubElement(made, f"{{{_BPMN}}}conditionExpression", {f"{{{_XSI}}}type": "bpmn:tFormalExpression"})
            said.text = when


def to_bpmn(chain: Chain, roles: dict[str, str] | None = None) -> str:
    """Return a chain as a BPMN 2.0 document. ``roles``: role key → printed name."""
    for prefix, uri in (("bpmn", _BPMN), ("bpmndi", _DI), ("dc", _DC), ("di", _DD), ("xsi", _XSI)):
        ET.register_namespace(prefix, uri)
    id = "chain_" + re.sub(r"[^A-Za-z0-9_]", "_", chain.key)
    root = ET.Element(f"{{{_BPMN}}}definitions", {"id": f"def_{id}", "targetNamespace": "urn:yifa:chain"})
    process = ET.SubElement(
        root, f"{{{_BPMN}}}process",
        {"id": id, "name": f"{chain.title}（第 {chain.version} 版）", "isExecutable": "false"},
    )  # fmt: skip
    drawing = _Drawing(process)
    drawing.node("startEvent", "start", "送审")
    last = "start"
    for stage in chain.stages:
        last = _stage(drawing, stage, last, roles or {})
    drawing.node("endEvent", "end", "办结")
    drawing.flow(last, "end")
    _layout(root, id, drawing)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _stage(drawing: _Drawing, stage: Stage, before: str, roles: dict[str, str]) -> str:
    """Add one stage behind the node before it; return the node that the next one follows."""
    task = f"stage_{stage.key}"
    fork = join = ""
    if stage.optional:
        fork, join = f"if_{stage.key}", f"join_{stage.key}"
        drawing.node("exclusiveGateway", fork, stage.when or "是否适用")
        drawing.flow(before, fork)
    made = drawing.node("userTask", task, stage.title)
    if stage.optional:
        drawing.flow(fork, task, stage.when or "适用", when=stage.when or "适用")
        drawing.node("exclusiveGateway", join)
        drawing.flow(task, join)
        drawing.flow(fork, join, "不适用")
    else:
        drawing.flow(before, task)
    who = "、".join(roles.get(r, r) for r in stage.roles)
    note = ET.Element(f"{{{_BPMN}}}documentation")
    note.text = f"{MODES.get(stage.mode, stage.mode)}，至少 {stage.minimum} 人：{who}"
    made.insert(0, note)
    if stage.mode != "any" or stage.minimum > 1:
        many = {"isSequential": "true" if stage.head_last else "false"}
        ET.SubElement(made, f"{{{_BPMN}}}multiInstanceLoopCharacteristics", many)
    return join or task


def _layout(root: ET.Element, plane: str, drawing: _Drawing) -> None:
    diagram = ET.SubElement(root, f"{{{_DI}}}BPMNDiagram", {"id": "diagram"})
    inner = ET.SubElement(diagram, f"{{{_DI}}}BPMNPlane", {"id": "plane", "bpmnElement": plane})
    place: dict[str, tuple[int, int]] = {}
    x = _GAP
    for kind, id in drawing.nodes:
        width, height = _SIZE[kind]
        shape = ET.SubElement(inner, f"{{{_DI}}}BPMNShape", {"id": f"shape_{id}", "bpmnElement": id})
        box = {"x": x, "y": _MIDDLE - height // 2, "width": width, "height": height}
        ET.SubElement(shape, f"{{{_DC}}}Bounds", {k: str(v) for k, v in box.items()})
        place[id] = (x, x + width)
        x += width + _GAP
    order = [id for _, id in drawing.nodes]
    for id, source, target, _ in drawing.flows:
        edge = ET.SubElement(inner, f"{{{_DI}}}BPMNEdge", {"id": f"edge_{id}", "bpmnElement": id})
        start, end = place[source][1], place[target][0]
        points = [(start, _MIDDLE), (end, _MIDDLE)]
        if order.index(target) - order.index(source) > 1:  # past the stage that does not apply
            points = [(start, _MIDDLE), (start, _MIDDLE + 90), (end, _MIDDLE + 90), (end, _MIDDLE)]
        for px, py in points:
            ET.SubElement(edge, f"{{{_DD}}}waypoint", {"x": str(px), "y": str(py)})
