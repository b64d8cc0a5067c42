"""Stories of web pages by other tools, run by their own Python: a line of JSON with the page on standard input, a line
for each tool on standard output: {"tool", "text" ("" where it finds none), "cpu" (seconds)}.
"""

import json
import sys
import time
from importlib.util import find_spec


def trafilatura(page: str) -> str:
    import trafilatura as tool

    return tool.extract(page, include_comments=False) or ""


def readability(page: str) -> str:
    import lxml.html
    from readability import Document

    found = Document(page)
    return f"{found.title()} {lxml.html.fromstring(found.summary()).text_content()}"


here = [read for read in (trafilatura, readability) if find_spec(read.__name__)]
for line in sys.stdin:
    for read in here:
        begun = time.process_time()
        try:
            text = read(json.loads(line))
        except Exception:  # noqa: BLE001  whatever a peer meets counts as nothing found
            text = ""
        print(json.dumps({"tool": read.__name__, "text": text, "cpu": time.process_time() - begun}), flush=True)
