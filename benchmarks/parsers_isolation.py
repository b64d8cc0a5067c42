"""What it costs that every document is read in a child that can be killed."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from benchmarks import cost, letters
from benchmarks.figures import ROOT, Figure, Material
from tinbai.sandbox import Sandbox
from tinbai.sandbox_child import parse_file
from tinbai.settings import Limits

DOCUMENT = ROOT / "tests" / "documents" / "python-docx.docx"
HTML = f"""From: a@example.org
Subject: Tin
Content-Type: text/html; charset=utf-8

<p><b>Xã Đồng Văn khánh thành cầu dân sinh</b></p><p>{"Sáng nay xã Đồng Văn tổ chức lễ khánh thành. " * 15}</p>
"""
ROUNDS = 60
_CALM = 0.2  # seconds


def figures(material: Material) -> Iterator[Figure]:
    rounds = 5 if material.quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        mails = {"text.eml": letters.text(1), "html.eml": HTML.encode(), "rich.eml": letters.rich(1)}
        for mail, raw in mails.items():
            (folder / mail).write_bytes(raw)
        files = {
            "Word document": DOCUMENT,
            "mail of plain text, 1 KB": folder / "text.eml",
            "mail of HTML, 1 KB": folder / "html.eml",
            "mail with Word file and photo": folder / "rich.eml",
        }
        for what, file in files.items():
            wall, cpu = _extra(file, folder, rounds)
            yield Figure(f"{what}: ms more, by the clock (lower quartile)", f"{1000 * wall:.1f}", "<= 15")
            yield Figure(f"{what}: ms of the processor more (mean)", f"{1000 * cpu:.1f}")


def _extra(file: Path, folder: Path, rounds: int) -> tuple[float, float]:
    """(seconds by the clock, of the processor) beyond doing the same here; both do it in turn. Other work on a shared
    machine only ever adds to the clock, hence the quartile."""
    sandbox = Sandbox(Limits())
    here: list[float] = []
    there: list[float] = []
    cpu_here = cpu_there = 0.0
    try:
        sandbox.parse(file, file.name, folder)
        parse_file(file, file.name, folder)
        time.sleep(_CALM)
        below = cost.spent([sandbox.pid]) - time.process_time()
        for _ in range(rounds):
            begun, spent = time.perf_counter(), time.process_time()
            parse_file(file, file.name, folder)
            here.append(time.perf_counter() - begun)
            cpu_here += time.process_time() - spent
            begun, spent = time.perf_counter(), time.process_time()
            sandbox.parse(file, file.name, folder)
            there.append(time.perf_counter() - begun)
            cpu_there += time.process_time() - spent
        time.sleep(_CALM)  # what children have spent, the one that waits too, is known when they have ended
        cpu_there += cost.spent([sandbox.pid]) - time.process_time() - below
    finally:
        sandbox.close()
    return quantiles(there)[0] - quantiles(here)[0], (cpu_there - cpu_here) / rounds
