"""Texts of documents by other tools, run by their own Python: names of files on standard input, a line of JSON for each
tool and file on standard output: {"tool", "file", "text" (null: refused), "cpu" (seconds)}.
"""

import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

SECONDS = 60  # of the clock, for each file
AT_ONCE = 20


def _command(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, timeout=2 * SECONDS, check=True)
    return done.stdout.decode("utf-8", "replace")


def mammoth(path: Path) -> str:
    import re
    from html import unescape

    import mammoth as tool

    with path.open("rb") as stream:
        page = tool.convert_to_html(stream).value
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"</?(?:p|h\d|td|th|tr|li|br|table)\b[^>]*>", "\n", page)))


def python_docx(path: Path) -> str:
    import docx

    def lines(container: object) -> list[str]:
        found: list[str] = []
        for one in container.iter_inner_content():  # type: ignore[attr-defined]
            if hasattr(one, "rows"):
                for row in one.rows:
                    for cell in row.cells:
                        found += lines(cell)
            else:
                found.append(one.text)
        return found

    return "\n".join(lines(docx.Document(str(path))))


def docx2txt(path: Path) -> str:
    import docx2txt as tool

    return str(tool.process(str(path)))


def kreuzberg(path: Path) -> str:
    import kreuzberg as tool

    return str(tool.extract_file_sync(str(path)).content)


def pandoc(path: Path) -> str:
    import pypandoc

    kind = path.suffix[1:]
    return _command(pypandoc.get_pandoc_path(), "-f", kind, "-t", "plain", "--wrap=none", str(path))


_OFFICE: dict[Path, tuple[str, float]] = {}  # file -> (its text, seconds of the processor)


def soffice(path: Path) -> str:
    return _OFFICE[path][0]


def convert(paths: Sequence[Path]) -> None:
    """LibreOffice takes a second to start: it converts many files at a time, numbered since names may meet."""
    for start in range(0, len(paths), AT_ONCE):
        with tempfile.TemporaryDirectory() as name:
            folder, begun = Path(name), spent()
            some = paths[start : start + AT_ONCE]
            files = [folder / f"{number}{path.suffix.lower()}" for number, path in enumerate(some)]
            for path, file in zip(some, files, strict=True):
                file.symlink_to(path.absolute())
            profile, kind = f"-env:UserInstallation=file://{folder}/profile", "txt:Text (encoded):UTF8"
            with suppress(subprocess.SubprocessError, FileNotFoundError):
                _command("soffice", profile, "--headless", "--convert-to", kind, "--outdir", name, *map(str, files))
            for path, file in zip(some, files, strict=True):
                if (text := file.with_suffix(".txt")).exists():
                    _OFFICE[path] = (text.read_text("utf-8-sig", "replace"), (spent() - begun) / len(some))


def striprtf(path: Path) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(path.read_bytes().decode("latin-1"), errors="replace"))


def odfpy(path: Path) -> str:
    from odf import opendocument, teletype, text

    document = opendocument.load(str(path))
    found = (*document.getElementsByType(text.H), *document.getElementsByType(text.P))
    return "\n".join(teletype.extractText(one) for one in found)


def markitdown(path: Path) -> str:
    from markitdown import MarkItDown

    return str(MarkItDown().convert(str(path)).text_content)


def pypdf(path: Path) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(str(path)).pages)


def pdfminer(path: Path) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(str(path)))


TOOLS: dict[str, dict[str, Callable[[Path], str]]] = {
    ".docx": {"mammoth": mammoth, "python-docx": python_docx, "docx2txt": docx2txt, "kreuzberg": kreuzberg,
              "pandoc": pandoc, "markitdown": markitdown, "soffice": soffice},
    ".doc": {"antiword": lambda path: _command("antiword", "-m", "UTF-8.txt", str(path)),
             "catdoc": lambda path: _command("catdoc", "-d", "utf-8", str(path)), "soffice": soffice},
    ".rtf": {"striprtf": striprtf, "pandoc": pandoc, "soffice": soffice},
    ".odt": {"odfpy": odfpy, "pandoc": pandoc, "soffice": soffice},
    ".pdf": {"pdftotext": lambda path: _command("pdftotext", str(path), "-"), "pdfminer": pdfminer,
             "pypdf": pypdf},
}  # fmt: skip


def _too_long(*_: object) -> None:
    raise TimeoutError


def spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # what a tool prints itself is no answer
    names = sys.stdin.read().split("\n")
    convert([Path(name) for name in names if soffice in TOOLS.get(Path(name).suffix.lower(), {}).values()])
    for name in names:
        for tool, read in TOOLS.get(Path(name).suffix.lower(), {}).items():
            begun = spent()
            signal.signal(signal.SIGALRM, _too_long)
            signal.alarm(SECONDS)
            try:
                text: str | None = read(Path(name))
            except Exception:  # noqa: BLE001  a tool may fail in any way, and then has refused the file
                text = None
            signal.alarm(0)
            cpu = _OFFICE[Path(name)][1] if tool == "soffice" and text is not None else spent() - begun
            answer = {"tool": tool, "file": name, "text": text, "cpu": cpu}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
