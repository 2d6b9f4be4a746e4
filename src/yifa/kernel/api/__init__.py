"""The derived programming interface (接口): every Resource and every Action over JSON.

The only folder that imports ``ninja``. Reads, forms, gates and masking are those of the screen.
"""
