"""From raw readings to hours (计量): registers, quality of every interval, trees, virtual meters, item codes."""
