"""What goes wrong with a file: one error class, one clear Chinese line for the person who dropped it in."""

from __future__ import annotations


class PaperError(ValueError):
    """A file that cannot be read as a paper; the message is Chinese and says what to do."""


#: a pdf or ofd of pictures
SCANNED = "是扫描件，里面只有图片，没有文字。请交文字版，或用文字识别后另存为 docx。"
