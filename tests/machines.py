"""Run a state machine of Hypothesis in rounds, until enough kinds of step have been taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test


def run_in_rounds(machine: Any, *, enough: Callable[[], bool], rounds: int, examples: int, steps: int) -> None:
    """Run the machine round by round and stop when `enough` is true.

    Hypothesis leaves some rules out of an example by chance, so that a few examples may miss kinds of step. With `CI` set
    it draws the same examples at each run of a test: every round has a seed of its own there, or all would be one.
    """
    limits = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=(Phase.generate,)
    )
    for number in range(rounds):
        if limits.derandomize:
            machine = seed(number)(machine)
        run_state_machine_as_test(machine, settings=limits)
        if enough():
            return
