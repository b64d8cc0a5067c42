"""Learns from the mails of tests/noise how machines and people sound, and writes it where the parsers read it.

python -m tests.learning
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from random import Random

from tests.noise_cases import Case, cases
from tinbai.parsers.mail.voice import BIAS, FILE, runs_of, words_of

FILES = ("known", "aside", "strangers", "odd_voices", "no_header", "spam",
         "heard_1", "heard_2", "heard_3", "heard_4", "heard_5")  # fmt: skip
_ROUNDS = 30
_STEP = 0.2
_KEPT = 3  # mails that have a run of letters, at least
_SMALLEST = 0.1  # weights below it are left out
_DECAY = 1e-5
_HEAD = "# Written by python -m tests.learning from tests/noise; see voice.py."


@dataclass(frozen=True, slots=True)
class Example:
    runs: tuple[str, ...]
    machine: bool


def example(case: Case) -> Example:
    text = words_of(case.subject, case.body.splitlines()[:12])
    return Example(tuple(dict.fromkeys(run for word in text for run in runs_of(word))), case.expected == "auto_reply")


def examples(names: Iterable[str] = FILES) -> list[Example]:
    """Of the mails without a telling header; bounces sound otherwise and are known otherwise."""
    told = ("auto-", "x-auto", "precedence")
    return [
        example(case)
        for name in names
        for case in cases(name)
        if case.expected != "bounce" and not any(one.lower().startswith(told) for one in case.headers)
    ]


def learn(known: Sequence[Example]) -> dict[str, float]:
    """Logistic regression by adaptive steps (AdaGrad), both kinds weighing alike; the same for the same mails."""
    frequent = Counter(run for one in known for run in one.runs)
    rows = [([run for run in one.runs if frequent[run] >= _KEPT], one.machine) for one in known]
    machines = sum(machine for _, machine in rows)
    share = {True: len(rows) / 2 / machines, False: len(rows) / 2 / (len(rows) - machines)}
    weights = dict.fromkeys([BIAS, *(run for run, count in frequent.items() if count >= _KEPT)], 0.0)
    met = dict.fromkeys(weights, 1e-6)
    order = Random(1)
    for _ in range(_ROUNDS):
        order.shuffle(rows)
        for runs, machine in rows:
            each = 1 / sqrt(len(runs) or 1)
            odds = sum(weights[run] for run in runs) * each + weights[BIAS]
            wrong = (1 / (1 + exp(-odds)) - machine) * share[machine]
            for run, size in (*((run, each) for run in runs), (BIAS, 1.0)):
                slope = wrong * size + _DECAY * weights[run]
                met[run] += slope * slope
                weights[run] -= _STEP * slope / sqrt(met[run])
    return weights


def written(weights: dict[str, float]) -> str:
    kept = {run: weight for run, weight in weights.items() if run == BIAS or abs(weight) >= _SMALLEST}
    return "\n".join([_HEAD, *(f"{run}\t{kept[run]:.1f}" for run in sorted(kept)), ""])


if __name__ == "__main__":
    FILE.write_text(written(learn(examples())), "utf-8")
