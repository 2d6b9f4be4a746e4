"""Check an exported ledger slice without Yifa: this one file, Python 3.8 or later, an OpenSSL with SM3.

    python check_export.py slice.jsonl [seal.json …]

Line 1 names the slice, each line holds one entry, the last line the head. Prints the first broken entry.
"""

import hashlib
import json
import sys


def check(path, seals=()):
    """Return "" when the slice is whole and agrees with the seals, else what is broken."""
    wanted = {}
    for name in seals:
        with open(name, encoding="utf-8") as file:
            seal = json.load(file)
        wanted[seal["seq"]] = seal["hash"]
    with open(path, encoding="utf-8") as file:
        about = json.loads(file.readline())
        seq, last = about["from"] - 1, about["prev"]
        for line in file:
            entry = json.loads(line)
            if "head" in entry:
                same = entry["head"] == {"seq": seq, "hash": last}
                return "" if same and not wanted else "末端不符" if not same else f"加封第{min(wanted)}条不在其中"
            if entry["seq"] != seq + 1 or json.loads(entry["text"])["seq"] != entry["seq"]:
                return f"第{seq + 1}条缺失"
            seq, last = entry["seq"], hashlib.new("sm3", (last + entry["text"]).encode()).hexdigest()
            if last != entry["hash"] or wanted.pop(seq, last) != last:
                return f"第{seq}条与摘要或加封不符"
    return f"文件不完整，止于第{seq}条"


if __name__ == "__main__":
    fault = check(sys.argv[1], sys.argv[2:])
    print(fault or "完整")
    sys.exit(1 if fault else 0)
