"""`python -m tests.fuzz.run`: each target for so many seconds, guided by the code it reaches (atheris) where there is
a wheel of it, else by plain mutation. What breaks a reader is left in a folder, and its name printed."""

import argparse
import importlib
import importlib.util
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz import parts
from tests.fuzz.mutation import changed

GUIDED = importlib.util.find_spec("atheris") is not None
MOST_SECONDS = 10  # of the processor for one input; a hang is a find
MEMORY = 2048  # MiB of a target, the instrumented interpreter included
LONGEST = 400_000  # octets of an input
_REACHED = re.compile(r"^#(\d+)\s+(\w+)\s+cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)
_BLIND = 0.5  # share of the changes made after the kind of file; the others are libFuzzer's own, inside a part


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("targets", nargs="*")
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "tinbai-fuzz")
    options.add_argument("--one", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        guided(chosen.one, chosen.found, chosen.seconds)
        return 0
    from tests.fuzz.targets import TARGETS

    if not GUIDED:
        say("ATHERIS HAS NO WHEEL HERE: plain mutation, which reaches less")
    failed = [name for name in chosen.targets or TARGETS if not look(name, chosen.found, chosen.seconds)]
    say(f"broken: {', '.join(failed) or 'none'}")
    return len(failed)


def look(name: str, found: Path, seconds: int) -> bool:
    """Whether nothing was found in that time."""
    folder = found / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    if not GUIDED:
        return plainly(name, folder, seconds)
    command = [sys.executable, "-m", "tests.fuzz.run", "--one", name, "--found", str(found), "--seconds", str(seconds)]
    with (folder / "log").open("w+", encoding="utf-8", errors="replace") as log:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        done = subprocess.run(command, check=False, stdout=log, stderr=log)
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        log.seek(0)
        told = log.read()
    say(f"{name}: {used:.0f} s, {reached(told)}; {'nothing found' if not done.returncode else f'look into {folder}'}")
    return not done.returncode


def reached(log: str) -> str:
    """Tries, and how far they came: branches taken by the seeds and by the end."""
    told = _REACHED.findall(log)
    begun = next((row for row in told if row[1] == "INITED"), None)
    if not told or begun is None:
        return "it did not begin"
    tries, _, branches, features, corpus = told[-1]
    first = f"{begun[2]} ({begun[3]} features)"
    return f"{tries} tries, branches {first} -> {branches} ({features} features), corpus {corpus}"


def guided(name: str, found: Path, seconds: int) -> None:
    """Run one target under atheris; ends the process."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["tinbai.parsers"]):
        from tests.fuzz.targets import TARGETS
    target, folder = TARGETS[name], found / name
    corpus = folder / "corpus"
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(parts.apart(seed))

    def octets(data: bytes, chance: random.Random) -> bytes:
        return bytes(atheris.Mutate(data, len(data) + 256)) if data else chance.randbytes(8)

    def change(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        return changed(data, chance, None if chance.random() < _BLIND else octets)[:most]

    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-timeout={MOST_SECONDS}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LONGEST}",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}/",
        str(corpus),
    ]
    atheris.Setup(arguments, target.run, custom_mutator=change)
    atheris.Fuzz()


def plainly(name: str, folder: Path, seconds: int) -> bool:
    """Mutate the seeds blindly, in this process."""
    from tests.fuzz.targets import TARGETS

    target, chance = TARGETS[name], random.Random(os.urandom(8))
    seeds, good, tries = [parts.apart(seed) for seed in target.seeds()], True, 0
    deadline = time.monotonic() + seconds
    while seeds and time.monotonic() < deadline:
        tries += 1
        data = changed(chance.choice(seeds), chance)
        before = _used()
        try:
            target.run(data)
            trouble = "" if _used() - before < MOST_SECONDS else "slow"
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            trouble = type(error).__name__
            traceback.print_exc()
        if trouble:
            good = False
            (folder / f"{trouble}-{tries}").write_bytes(data)
    say(f"{name}: {tries} tries, {len(seeds)} seeds, {'nothing found' if good else f'look into {folder}'}")
    return good


def _used() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
