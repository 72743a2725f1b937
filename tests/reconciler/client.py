"""Asks the running service with `reconciler`, the client that researchers use from Python, as they would use it.

Usage: client.py PROGRAM. Ends with an error when an answer is not what the table needs.
"""

import re
import subprocess
import sys
import tempfile

import pandas
import reconciler


def main(program: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        service = subprocess.Popen(
            [program, "--workspace", folder, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True
        )
        try:
            address = None
            for line in service.stderr:
                found = re.search(r"listening on (http://\S+)/", line)
                if found:
                    address = found.group(1)
                    break
            assert address, "the service did not start"
            ask(f"{address}/reconcile")
        finally:
            service.terminate()
            service.wait(timeout=30)


def ask(endpoint: str) -> None:
    table = pandas.DataFrame({"skill": ["Phlebotomy", "wound care", "Phlebotomy", "no such thing at all"]})
    found = reconciler.reconcile(table["skill"], type_id="skill", top_res=1, reconciliation_endpoint=endpoint)
    best = {row["input_value"]: row for _, row in found.iterrows()}
    assert best["Phlebotomy"]["name"] == "Phlebotomy", best["Phlebotomy"]
    assert bool(best["Phlebotomy"]["match"]) is True
    assert best["wound care"]["name"] == "Wound Care", best["wound care"]
    unknown = best.get("no such thing at all")
    assert unknown is None or unknown.get("match") is not True, unknown
    print(f"reconciled {len(best)} names, {int(found['match'].eq(True).sum())} of them surely")


main(sys.argv[1])
