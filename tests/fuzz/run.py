"""`python -m tests.fuzz.run`: each target for so many seconds, guided by the code it reaches (atheris) where there is
a wheel of it, else by plain mutation. What breaks a reader is left in a folder, and its name printed."""

import argparse
import importlib
import importlib.util
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz.mutation import mutated

GUIDED = importlib.util.find_spec("atheris") is not None
MOST_SECONDS = 10  # of the processor for one input; a hang is a find
MEMORY = 2048  # MiB of a target, the instrumented interpreter included


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
    done = subprocess.run(command, check=False)
    say(f"{name}: {'nothing found' if not done.returncode else f'look into {folder}'}")
    return not done.returncode


def guided(name: str, found: Path, seconds: int) -> None:
    """Run one target under atheris; ends the process."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["tinbai.parsers"]):
        from tests.fuzz.targets import TARGETS
    target, folder = TARGETS[name], found / name
    corpus = folder / "corpus"
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)

    def change(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        return mutated(data, chance)[:most] if chance.random() < 0.5 else atheris.Mutate(data, most)

    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-timeout={MOST_SECONDS}",
        f"-rss_limit_mb={MEMORY}",
        "-max_len=400000",
        "-verbosity=0",
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
    seeds, good, tries = list(target.seeds()), True, 0
    deadline = time.monotonic() + seconds
    while seeds and time.monotonic() < deadline:
        tries += 1
        data = mutated(chance.choice(seeds), chance)
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
