"""How well reports are read: facts, citations and sections against the annotated reports, and how fast.

``python -m benchmarks.reading`` scores what ``yifa.papers.reading.read`` returns for every annotated report of
``../shared/reference/annotations`` (skipped, and said so, where they are absent). ``others`` runs two libraries that
extract Chinese quantities over the same annotation; they are no dependency of Yifa.
"""
