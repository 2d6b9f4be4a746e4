"""Frames of meter protocols (规约报文): DL/T 645-2007 and -1997, CJ/T 188."""

from yifa.affairs.energy.engine.frames.cjt188 import Cjt188
from yifa.affairs.energy.engine.frames.dlt645 import Dlt645
from yifa.affairs.energy.engine.frames.stream import Frame, Stream

PROTOCOLS: dict[str, type[Stream]] = {"dlt645": Dlt645, "cjt188": Cjt188}

__all__ = ["PROTOCOLS", "Cjt188", "Dlt645", "Frame", "Stream"]
